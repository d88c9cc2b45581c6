import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { changesTo } from '../../platform/events/changes.js';
import type { PublishedEvent } from '../../platform/events/event.js';
import type { EventHub, Resync } from '../../platform/events/hub.js';
import type { Ground } from '../../platform/ground.js';
import { type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import { canSee } from './lead.policy.js';
import type { LeadQueries } from './lead.queries.js';

export const leadChangeKinds = [
  'LEAD_CREATED',
  'LEAD_UPDATED',
  'LEAD_DELETED',
  'LEAD_RESTORED',
  'LEAD_CONVERTED',
  'LEAD_MERGED',
  'LEAD_UNMERGED',
  'LEAD_INTERACTION_ADDED',
  'RESYNC',
] as const;
export type LeadChangeKind = (typeof leadChangeKinds)[number];

export interface LeadChange {
  cursor: string;
  at: Date;
  kind: LeadChangeKind;
  leadId: string | null;
  lead: PlainRow | null;
  /** Only of RESYNC: how many leads the viewer sees now. */
  totalCount: number | null;
}

const reading = { operation: 'leadChanged', objectType: 'LEAD' } as const;

/** What happens to leads, told to each subscriber as far as it may see the lead when it is told. */
export class LeadChanges {
  constructor(
    private readonly ground: Ground,
    private readonly hub: EventHub,
    private readonly queries: LeadQueries,
  ) {}

  /** Events after a cursor, then those to come. Resolves once nothing from then on can be missed. */
  subscribe(
    ctx: RequestContext,
    after: string | null | undefined,
    selection: Selection,
  ): Promise<AsyncIterable<LeadChange>> {
    const wanted = { ...reading, permission: 'lead:read', after, types: leadChangeKinds } as const;
    return changesTo(this.ground, this.hub, ctx, wanted, event => this.#tell(ctx, event, selection));
  }

  async #tell(ctx: RequestContext, event: PublishedEvent | Resync, selection: Selection): Promise<LeadChange | null> {
    if ('resync' in event) return this.#resync(ctx, event);
    const { type, objectId, at, sequence } = event;
    const change = { cursor: String(sequence), at, kind: type as LeadChangeKind, leadId: objectId, totalCount: null };
    if (type === 'LEAD_DELETED') return mayHear(ctx, event) ? { ...change, lead: null } : null;
    const wanted = selection.fields.size > 0 ? selection : select(['id']);
    const { row: lead, report } = await this.queries.told(ctx, objectId, wanted);
    if (!lead) return (await this.#wasHeard(ctx, objectId)) ? { ...change, lead: null } : null;
    const { ids: objectIds, details, reason } = report;
    const read = { ...reading, action: 'READ', objectIds, details, reason, outcome: 'SUCCEEDED' } as const;
    await this.ground.audit.append(ctx, read);
    return { ...change, lead };
  }

  /** Whether a lead that is deleted by now was one that the viewer may hear of. */
  async #wasHeard(ctx: RequestContext, leadId: string): Promise<boolean> {
    const { rows } = await this.ground.database.query<{ assigned_to_id: string | null; created_by_id: string | null }>(
      `select assigned_to_id, created_by_id from leads where practice_id = $1 and id = $2 and deleted_at is not null`,
      [ctx.practiceId, leadId],
    );
    const [row] = rows;
    return (
      row !== undefined && canSee(ctx.signedIn, { assignedToId: row.assigned_to_id, createdById: row.created_by_id })
    );
  }

  async #resync(ctx: RequestContext, { sequence }: Resync): Promise<LeadChange> {
    const page = await this.queries.list(ctx, { first: 1 }, select(['totalCount', { nodes: ['id'] }]));
    const totalCount = page.totalCount ?? 0;
    return {
      cursor: String(sequence),
      at: this.ground.clock.now(),
      kind: 'RESYNC',
      leadId: null,
      lead: null,
      totalCount,
    };
  }
}

/** Whether the viewer could see a lead that is gone: by whose it was, which its event remembers. */
function mayHear(ctx: RequestContext, { data }: PublishedEvent): boolean {
  const viewer = ctx.signedIn;
  return scopeOf(viewer, 'lead:read') === 'ALL' || canSee(viewer, (data ?? {}) as { assignedToId?: string });
}
