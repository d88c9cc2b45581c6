import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { observe, type UnitOfWork } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import { canReadGroup, canSee } from './lead.policy.js';
import { openStatuses } from './lead.status.js';

export type DuplicateReason = 'EMAIL' | 'PHONE';

/** Another open lead that may be the same person, and by what. */
export interface DuplicateMatch {
  id: string;
  matchedOn: DuplicateReason[];
}

export interface Identity {
  emailIndex?: string | null;
  phoneIndex?: string | null;
}

interface MatchRow {
  id: string;
  by_email: boolean | null;
  by_phone: boolean | null;
  name_key: string;
  assigned_to_id: string | null;
  created_by_id: string | null;
}

export const matchStatement = `
  select id, email_index = $2 as by_email, phone_index = $3 as by_phone, name_key, assigned_to_id, created_by_id
  from leads
  where practice_id = $1 and deleted_at is null and status = any($4) and (email_index = $2 or phone_index = $3)
    and id is distinct from $5
  order by created_at, id limit 50`;

/**
 * Lets one writer at a time enter a person by this address or number, until the transaction ends;
 * in a fixed order, so that two writers never wait for each other.
 */
export async function lockIdentity(unit: UnitOfWork, identity: Identity): Promise<void> {
  const keys = [identity.emailIndex, identity.phoneIndex].filter(Boolean).sort();
  for (const key of keys) {
    await unit.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`lead:${unit.ctx.practiceId}:${key}`]);
  }
}

/** Open leads with the same address or number, oldest first. */
export async function openMatches(
  unit: UnitOfWork,
  identity: Identity,
): Promise<(DuplicateMatch & { nameKey: string })[]> {
  if (!identity.emailIndex && !identity.phoneIndex) return [];
  const rows = await unit.sql<MatchRow>(matchStatement, [
    unit.ctx.practiceId,
    identity.emailIndex ?? null,
    identity.phoneIndex ?? null,
    openStatuses,
    null,
  ]);
  return rows.map(row => ({ id: row.id, matchedOn: reasonsOf(row), nameKey: row.name_key }));
}

/** Refuses a person who is there already. */
export function assertNew([match]: DuplicateMatch[]): void {
  if (!match) return;
  const what = match.matchedOn.map(reason => reason.toLowerCase());
  throw new ConflictError(
    'DUPLICATE',
    `An open lead with the same ${what.join(' and ')} is there already.`,
    what.slice(0, 1),
  );
}

const reasonsOf = (row: MatchRow): DuplicateReason[] => [
  ...(row.by_email ? (['EMAIL'] as const) : []),
  ...(row.by_phone ? (['PHONE'] as const) : []),
];

/** Finds who may be the same person as a lead. */
export class LeadDuplicates {
  constructor(private readonly ground: Ground) {}

  /** Open leads that share this one's address or number and that the viewer may see. */
  list(ctx: RequestContext, id: string): Promise<DuplicateMatch[]> {
    const useCase = {
      operation: 'leadDuplicates',
      permission: 'lead:read',
      action: 'READ',
      objectType: 'LEAD',
      objectId: isId(id) ? id : undefined,
    } as const;
    return observe(this.ground, ctx, useCase, async () => {
      const value = await this.#candidates(ctx.signedIn, id);
      return { value, report: { ids: [id, ...value.map(match => match.id)] } };
    });
  }

  async #candidates(viewer: Viewer, id: string): Promise<DuplicateMatch[]> {
    if (!isId(id)) throw new NotFoundError('LEAD');
    const own = await this.ground.database.query<MatchRow & { email_index: string | null; phone_index: string | null }>(
      `select id, email_index, phone_index, assigned_to_id, created_by_id from leads
       where practice_id = $1 and id = $2 and deleted_at is null`,
      [viewer.practiceId, id],
    );
    const lead = own.rows[0];
    if (!lead) throw new NotFoundError('LEAD');
    if (!canSee(viewer, ownership(lead))) throw new ForbiddenError();
    // Who may not see a number may not learn that two leads share it.
    const maySeePhone = scopeOf(viewer, 'leadContactDetails:read') !== 'NONE';
    const found = await this.ground.database.query<MatchRow>(matchStatement, [
      viewer.practiceId,
      lead.email_index,
      maySeePhone ? lead.phone_index : null,
      openStatuses,
      id,
    ]);
    return found.rows
      .filter(row => canReadGroup(viewer, 'identity', ownership(row)))
      .map(row => ({ id: row.id, matchedOn: reasonsOf(row) }));
  }
}

const ownership = (row: MatchRow) => ({ assignedToId: row.assigned_to_id, createdById: row.created_by_id });
