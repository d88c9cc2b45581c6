import { isDeepStrictEqual } from 'node:util';
import type { RequestContext } from '../../platform/context.js';
import { lockRow } from '../../platform/database/rows.js';
import { ConflictError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import type { InteractionService } from '../interactions/interaction.service.js';
import type { TaskService } from '../tasks/task.service.js';
import { Lead } from './lead.entity.js';
import { isProtected, type LeadState, openSnapshot, type Snapshot, stateOf } from './lead.merge-snapshot.js';
import { LeadProtection, sealedProperties } from './lead.protected.js';

export interface UnmergeOutcome {
  primaryId: string;
  duplicateIds: string[];
  /** Fields of the primary that were changed since the merge and therefore stay as they are. */
  keptFields: string[];
}

interface MergeRow {
  primary_id: string;
  duplicate_ids: string[];
  sealed_snapshot: string;
  reversed_at: Date | null;
}

const times: readonly string[] = ['nextFollowUpAt', 'firstRespondedAt'];

/** Parts merged leads again, as far as nobody changed them since. */
export class LeadUnmerging {
  readonly #protection: LeadProtection;

  constructor(
    private readonly ground: Ground,
    private readonly interactions: InteractionService,
    private readonly tasks: TaskService,
  ) {
    this.#protection = new LeadProtection(ground.cipher);
  }

  /** @throws ConflictError NOT_REVERSIBLE when it was undone already, or a lead of it is gone or converted. */
  unmerge(ctx: RequestContext, mergeId: string): Promise<UnmergeOutcome> {
    const useCase = {
      operation: 'unmergeLeads',
      permission: 'lead:merge',
      action: 'UNMERGE',
      objectType: 'LEAD',
    } as const;
    return change(this.ground, ctx, useCase, async unit => {
      const merge = await lockMerge(unit, mergeId);
      const leads = await this.#lockLeads(unit, merge);
      const snapshot = openSnapshot(this.ground.cipher, ctx.practiceId, mergeId, merge.sealed_snapshot);
      const primary = leads.get(merge.primary_id) as Lead;
      const duplicates = merge.duplicate_ids.map(id => leads.get(id) as Lead);
      await this.#moveBack(unit, primary, snapshot);
      const keptFields = this.#putBack(primary, snapshot);
      const now = this.ground.clock.now();
      primary.updatedAt = now;
      for (const lead of duplicates) {
        Object.assign(lead, { deletedAt: null, deletedById: null, mergedIntoId: null, updatedAt: now });
      }
      await unit.sql('update lead_merges set reversed_at = $2, reversed_by_id = $3 where id = $1', [
        mergeId,
        now,
        ctx.signedIn.id,
      ]);
      tell(unit, mergeId, primary, duplicates, keptFields);
      return { primaryId: primary.id, duplicateIds: merge.duplicate_ids, keptFields };
    });
  }

  async #lockLeads(unit: UnitOfWork, merge: MergeRow): Promise<Map<string, Lead>> {
    const leads = new Map<string, Lead>();
    for (const id of [merge.primary_id, ...merge.duplicate_ids].sort()) {
      const lead = await lockRow(unit, Lead, id);
      if (!lead) throw irreversible('A lead of this merge was removed for good.');
      leads.set(id, lead);
    }
    const primary = leads.get(merge.primary_id) as Lead;
    if (primary.deletedAt) throw irreversible('The merged lead was itself deleted or merged since.');
    if (primary.isConverted) throw irreversible('The merged lead was converted since.');
    return leads;
  }

  async #moveBack(unit: UnitOfWork, primary: Lead, { moved }: Snapshot): Promise<void> {
    for (const { id, interactions, tasks } of moved) {
      await this.interactions.move(unit, { type: 'LEAD', id: primary.id }, id, interactions);
      await this.tasks.move(unit, { type: 'LEAD', id: primary.id }, id, tasks);
    }
  }

  /** Each field that still is what the merge made of it becomes what it was; answers those that are not. */
  #putBack(lead: Lead, { before, after }: Snapshot): string[] {
    const now = stateOf(lead, this.#protection).fields;
    const merged = Object.keys(after.fields).filter(
      field => !isDeepStrictEqual(before.fields[field], after.fields[field]),
    );
    const kept = merged.filter(field => !isDeepStrictEqual(now[field], after.fields[field]));
    const restored = merged.filter(field => !kept.includes(field));
    const values = Object.fromEntries(restored.map(field => [field, revived(field, before.fields[field])]));
    lead.applyDetails(values);
    const settled = restored.filter(field => field === 'status' || field === 'firstRespondedAt');
    Object.assign(lead, Object.fromEntries(settled.map(field => [field, values[field]])));
    this.#protection.replace(lead, values, restored.filter(isProtected));
    this.#putTextsBack(lead, before);
    return kept;
  }

  /** A sealed column whose content is as before gets its very text back, unless its key is gone by now. */
  #putTextsBack(lead: Lead, before: LeadState): void {
    for (const property of sealedProperties) {
      const text = before.sealed[property];
      if (text && this.#protection.isSameContent(lead, property, text)) lead[property] = text;
    }
  }
}

const revived = (field: string, value: unknown) => (times.includes(field) && value ? new Date(value as string) : value);

async function lockMerge(unit: UnitOfWork, mergeId: string): Promise<MergeRow> {
  if (!isId(mergeId)) throw new NotFoundError('MERGE', ['mergeId']);
  const [merge] = await unit.sql<MergeRow>(
    `select primary_id, duplicate_ids, sealed_snapshot, reversed_at from lead_merges
     where id = $1 and practice_id = $2 for update`,
    [mergeId, unit.ctx.practiceId],
  );
  if (!merge) throw new NotFoundError('MERGE', ['mergeId']);
  if (merge.reversed_at) throw irreversible('This merge was undone already.');
  return merge;
}

function tell(unit: UnitOfWork, mergeId: string, primary: Lead, duplicates: Lead[], keptFields: string[]): void {
  unit.record([primary.id, ...duplicates.map(({ id }) => id)], undefined, { details: { mergeId, keptFields } });
  for (const { id } of [primary, ...duplicates]) {
    unit.publish({ type: 'LEAD_UNMERGED', objectType: 'LEAD', objectId: id, data: { mergeId } });
  }
}

const irreversible = (message: string) => new ConflictError('NOT_REVERSIBLE', message, ['mergeId']);
