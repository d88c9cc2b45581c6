import { isDeepStrictEqual } from 'node:util';
import type { RequestContext } from '../context.js';
import type { Ground } from '../ground.js';
import { change, type UnitOfWork, useCasesOf } from '../use-case.js';
import { type Dependent, moveDependents } from './dependents.js';
import { irreversible, type Merge, MergeLedger, movedKeys, type Snapshot } from './merge-ledger.js';
import { type MergeableRow, type MergeNoun, wordOf } from './merge-noun.js';

export interface UnmergeOutcome {
  primaryId: string;
  duplicateIds: string[];
  /** Fields of the primary that were changed since the merge and therefore stay as they are. */
  keptFields: string[];
}

/** Parts merged rows again, as far as nobody changed them since. */
export class Unmerging<Row extends MergeableRow> {
  readonly #ledger: MergeLedger;

  constructor(
    private readonly ground: Ground,
    private readonly noun: MergeNoun<Row, string>,
    private readonly dependents: readonly Dependent[],
  ) {
    this.#ledger = new MergeLedger(ground, noun);
  }

  /** @throws ConflictError NOT_REVERSIBLE when it was undone already, or a row of it is gone or past parting. */
  unmerge(ctx: RequestContext, mergeId: string): Promise<UnmergeOutcome> {
    const { objectType, permission, plural } = this.noun;
    const useCase = useCasesOf(objectType)(`unmerge${plural}`, permission, 'UNMERGE');
    return change(this.ground, ctx, useCase, async unit => {
      const merge = await this.#ledger.lock(unit, mergeId);
      const [primary, ...duplicates] = await this.#lockRows(unit, merge);
      for (const moved of merge.snapshot.moved) {
        await moveDependents(unit, this.dependents, merge.primaryId, moved.id, movedKeys(moved));
      }
      const keptFields = this.#putBack(primary, merge.snapshot);
      const now = this.ground.clock.now();
      primary.updatedAt = now;
      for (const row of duplicates) {
        Object.assign(row, { deletedAt: null, deletedById: null, mergedIntoId: null, updatedAt: now });
      }
      await this.#ledger.noteReversal(unit, mergeId, now);
      unit.record([primary.id, ...merge.duplicateIds], undefined, { details: { mergeId, keptFields } });
      for (const { id } of [primary, ...duplicates]) {
        unit.publish({ type: `${objectType}_UNMERGED`, objectType, objectId: id, data: { mergeId } });
      }
      return { primaryId: primary.id, duplicateIds: merge.duplicateIds, keptFields };
    });
  }

  async #lockRows(unit: UnitOfWork, { primaryId, duplicateIds }: Merge): Promise<[Row, ...Row[]]> {
    const word = wordOf(this.noun);
    const rows = new Map<string, Row>();
    for (const id of [primaryId, ...duplicateIds].sort()) {
      const row = await this.noun.lockAny(unit, id);
      if (!row) throw irreversible(`A ${word} of this merge was removed for good.`);
      rows.set(id, row);
    }
    const primary = rows.get(primaryId) as Row;
    if (primary.deletedAt) throw irreversible(`The merged ${word} was itself deleted or merged since.`);
    const obstacle = this.noun.obstacleTo?.(primary);
    if (obstacle) throw irreversible(obstacle);
    return [primary, ...duplicateIds.map(id => rows.get(id) as Row)];
  }

  /** Each field that still is what the merge made of it becomes what it was; answers those that are not. */
  #putBack(row: Row, { before, after }: Snapshot): string[] {
    // Through JSON, as the snapshot has come back: times become texts on both sides of a comparison.
    const { fields: now } = JSON.parse(JSON.stringify(this.noun.state(row))) as Snapshot['after'];
    const isSame = (field: string, one: typeof before.fields, other: typeof before.fields) =>
      isDeepStrictEqual(one[field], other[field]);
    const merged = Object.keys(after.fields).filter(field => !isSame(field, before.fields, after.fields));
    const kept = merged.filter(field => !isSame(field, now, after.fields));
    const restored = merged.filter(field => !kept.includes(field));
    const values = restored.map(field => [field, this.#revived(field, before.fields[field])]);
    this.noun.restore(row, Object.fromEntries(values), before);
    return kept;
  }

  #revived(field: string, value: unknown): unknown {
    return this.noun.times.includes(field) && value ? new Date(value as string) : value;
  }
}
