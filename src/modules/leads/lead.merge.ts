import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { ConflictError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import type { InteractionService } from '../interactions/interaction.service.js';
import type { TaskService } from '../tasks/task.service.js';
import type { Lead } from './lead.entity.js';
import { type MergedValue, planMerge } from './lead.merge-plan.js';
import { type MergeField, MergeLeads, type MergeLeadsInput } from './lead.merge-rules.js';
import { type MovedRows, type Snapshot, sealSnapshot, sideOf, stateOf } from './lead.merge-snapshot.js';
import { LeadProtection } from './lead.protected.js';
import { lockLead } from './lead.rows.js';

export interface MergeOutcome {
  /** Null of a dry run. */
  mergeId: string | null;
  primaryId: string;
  fields: { field: MergeField; fromIds: string[] }[];
  movedInteractions: number;
  movedTasks: number;
}

/** Makes one lead of several that are the same person, so that it can be undone. */
export class LeadMerging {
  readonly #protection: LeadProtection;

  constructor(
    private readonly ground: Ground,
    private readonly interactions: InteractionService,
    private readonly tasks: TaskService,
  ) {
    this.#protection = new LeadProtection(ground.cipher);
  }

  /** Merges, or with `dryRun` says what merging would do. @throws ConflictError LEAD_CONVERTED, ALREADY_MERGED. */
  merge(ctx: RequestContext, raw: unknown): Promise<MergeOutcome> {
    const primaryId = (raw as { primaryId?: unknown } | null)?.primaryId;
    const useCase = {
      operation: 'mergeLeads',
      permission: 'lead:merge',
      action: 'MERGE',
      objectType: 'LEAD',
      objectId: isId(primaryId) ? primaryId : undefined,
    } as const;
    return change(this.ground, ctx, useCase, async unit => {
      const input = parse(MergeLeads, raw);
      const [primary, ...duplicates] = await lockAll(unit, input);
      const all = [primary as Lead, ...duplicates];
      await assertMergeable(unit, all);
      const told = new Map((input.take ?? []).map(({ field, fromId }) => [field, fromId]));
      const plan = planMerge(
        all.map(lead => sideOf(lead, this.#protection)),
        told,
      );
      return input.dryRun ? this.#preview(unit, all, plan) : this.#carryOut(unit, all, plan);
    });
  }

  async #preview(unit: UnitOfWork, leads: Lead[], plan: MergedValue[]): Promise<MergeOutcome> {
    const ids = leads.map(lead => lead.id);
    const [counted] = await unit.sql<{ interactions: number; tasks: number }>(
      `select
         (select count(*) from interactions where practice_id = $1 and subject_type = 'LEAD' and subject_id = any($2))::int as interactions,
         (select count(*) from tasks where practice_id = $1 and related_type = 'LEAD' and related_id = any($2))::int as tasks`,
      [unit.ctx.practiceId, ids.slice(1)],
    );
    unit.record(ids, undefined, { action: 'READ', details: { dryRun: true } });
    return outcome(null, ids[0] as string, plan, counted?.interactions ?? 0, counted?.tasks ?? 0);
  }

  async #carryOut(unit: UnitOfWork, [primary, ...duplicates]: Lead[], plan: MergedValue[]): Promise<MergeOutcome> {
    const lead = primary as Lead;
    const mergeId = newId();
    const before = stateOf(lead, this.#protection);
    const moved = await this.#move(unit, lead, duplicates);
    const changes = this.#settle(lead, duplicates, plan);
    const snapshot: Snapshot = { before, after: stateOf(lead, this.#protection), moved };
    const now = this.ground.clock.now();
    for (const duplicate of duplicates) {
      duplicate.remove(unit.ctx.signedIn.id, now);
      Object.assign(duplicate, { mergedIntoId: lead.id, updatedAt: now });
    }
    lead.updatedAt = now;
    await this.#keep(unit, mergeId, lead, duplicates, snapshot);
    this.#tell(unit, mergeId, lead, duplicates, changes);
    const count = (rows: 'interactions' | 'tasks') => moved.reduce((sum, from) => sum + from[rows].length, 0);
    return outcome(mergeId, lead.id, plan, count('interactions'), count('tasks'));
  }

  async #move(unit: UnitOfWork, lead: Lead, duplicates: Lead[]): Promise<MovedRows[]> {
    const moved: MovedRows[] = [];
    for (const { id } of duplicates) {
      const interactions = await this.interactions.move(unit, { type: 'LEAD', id }, lead.id);
      moved.push({ id, interactions, tasks: await this.tasks.move(unit, { type: 'LEAD', id }, lead.id) });
    }
    return moved;
  }

  #settle(lead: Lead, duplicates: Lead[], plan: MergedValue[]): AuditChanges {
    const values = Object.fromEntries(plan.map(({ field, value }) => [field, value]));
    // A group of fields, as an address, is taken whole.
    const changes = { ...lead.applyDetails(values), ...this.#protection.replace(lead, values, Object.keys(values)) };
    const answered = [lead, ...duplicates].flatMap(({ firstRespondedAt }) => firstRespondedAt ?? []);
    const first = answered.sort((a, b) => a.getTime() - b.getTime())[0];
    if (first && first.getTime() !== lead.firstRespondedAt?.getTime()) {
      changes.firstRespondedAt = { from: lead.firstRespondedAt ?? null, to: first };
      lead.firstRespondedAt = first;
    }
    return first ? { ...changes, ...lead.noteOutreach(first) } : changes;
  }

  async #keep(unit: UnitOfWork, id: string, lead: Lead, duplicates: Lead[], snapshot: Snapshot): Promise<void> {
    await unit.em.flush();
    await unit.sql(
      `insert into lead_merges (id, practice_id, created_at, created_by_id, primary_id, duplicate_ids, sealed_snapshot)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        lead.practiceId,
        this.ground.clock.now(),
        unit.ctx.signedIn.id,
        lead.id,
        duplicates.map(d => d.id),
        sealSnapshot(this.ground.cipher, lead.practiceId, id, snapshot),
      ],
    );
  }

  #tell(unit: UnitOfWork, mergeId: string, lead: Lead, duplicates: Lead[], changes: AuditChanges): void {
    unit.record([lead.id, ...duplicates.map(({ id }) => id)], changes, { details: { mergeId } });
    const data = { mergeId, fields: Object.keys(changes) };
    unit.publish({ type: 'LEAD_MERGED', objectType: 'LEAD', objectId: lead.id, data });
    for (const { id, assignedToId = null, createdById = null } of duplicates) {
      const gone = { mergeId, mergedIntoId: lead.id, assignedToId, createdById };
      unit.publish({ type: 'LEAD_DELETED', objectType: 'LEAD', objectId: id, data: gone });
    }
  }
}

/** All leads of a merge, the primary first; locked in the order of their ids, so that two merges never deadlock. */
async function lockAll(unit: UnitOfWork, { primaryId, duplicateIds }: MergeLeadsInput): Promise<Lead[]> {
  const found = new Map<string, Lead>();
  for (const id of [primaryId, ...duplicateIds].sort()) {
    const at = duplicateIds.indexOf(id);
    found.set(id, await lockMember(unit, id, at < 0 ? ['primaryId'] : ['duplicateIds', String(at)]));
  }
  return [primaryId, ...duplicateIds].map(id => found.get(id) as Lead);
}

async function lockMember(unit: UnitOfWork, id: string, path: string[]): Promise<Lead> {
  try {
    return await lockLead(unit, id, path);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const merged = await unit.sql(
      'select 1 from leads where id = $1 and practice_id = $2 and merged_into_id is not null',
      [id, unit.ctx.practiceId],
    );
    throw merged.length > 0 ? new ConflictError('ALREADY_MERGED', 'This lead was merged already.', path) : error;
  }
}

async function assertMergeable(unit: UnitOfWork, leads: Lead[]): Promise<void> {
  if (leads.some(lead => lead.isConverted)) {
    throw new ConflictError('LEAD_CONVERTED', "A converted lead can't be merged.", ['duplicateIds']);
  }
  const converting = await unit.sql(
    `select 1 from lead_conversions where practice_id = $1 and lead_id = any($2) and state = 'PENDING' limit 1`,
    [unit.ctx.practiceId, leads.map(lead => lead.id)],
  );
  if (converting.length > 0) {
    throw new ConflictError('IN_PROGRESS', 'One of these leads is being converted.', ['duplicateIds']);
  }
}

const outcome = (
  mergeId: string | null,
  primaryId: string,
  plan: MergedValue[],
  movedInteractions: number,
  movedTasks: number,
): MergeOutcome => ({
  mergeId,
  primaryId,
  movedInteractions,
  movedTasks,
  fields: plan.map(({ field, fromIds }) => ({ field, fromIds })),
});
