import type { z } from 'zod';
import type { AuditChanges } from '../audit/audit-entry.js';
import { newId } from '../clock.js';
import type { RequestContext } from '../context.js';
import { actorId } from '../database/rows.js';
import { ConflictError, NotFoundError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import { change, type UnitOfWork, useCasesOf } from '../use-case.js';
import { parse } from '../validation.js';
import { countDependents, type Dependent, moveDependents } from './dependents.js';
import { MergeLedger, type MovedRows, movedKeys, movedRows } from './merge-ledger.js';
import { type MergeableRow, type MergeNoun, wordOf } from './merge-noun.js';
import { type MergedValue, type MergeSide, planMerge } from './merge-plan.js';
import { type MergeInput, mergeRules } from './merge-rules.js';

/** Beside these, how many rows of each dependent change over: `movedInteractions`. */
export type MergeOutcome<Field extends string> = {
  /** Null of a dry run. */
  mergeId: string | null;
  primaryId: string;
  fields: { field: Field; fromIds: string[] }[];
} & { [moved: `moved${string}`]: number };

/** Makes one row of several that are the same person, so that it can be undone. */
export class Merging<Row extends MergeableRow, Field extends string> {
  readonly #ledger: MergeLedger;
  readonly #rules: z.ZodType<MergeInput<Field>>;

  constructor(
    private readonly ground: Ground,
    private readonly noun: MergeNoun<Row, Field>,
    private readonly dependents: readonly Dependent[],
  ) {
    this.#ledger = new MergeLedger(ground, noun);
    this.#rules = mergeRules(noun.fields.all, noun.plural.toLowerCase()) as unknown as z.ZodType<MergeInput<Field>>;
  }

  /** Merges, or with `dryRun` says what merging would do. @throws ConflictError ALREADY_MERGED, or of the noun. */
  merge(ctx: RequestContext, raw: unknown): Promise<MergeOutcome<Field>> {
    const { fields, objectType, permission, plural } = this.noun;
    const primaryId = (raw as { primaryId?: unknown } | null)?.primaryId;
    const useCase = useCasesOf(objectType)(`merge${plural}`, permission, 'MERGE', primaryId);
    return change(this.ground, ctx, useCase, async unit => {
      const input = parse(this.#rules, raw);
      const rows = await this.#lockAll(unit, input);
      await this.noun.assertMergeable?.(unit, rows);
      const told = new Map((input.take ?? []).map(({ field, fromId }) => [field, fromId]));
      const plan = planMerge(
        fields,
        rows.map(row => this.#side(row)),
        told,
      );
      return input.dryRun ? this.#preview(unit, rows, plan) : this.#carryOut(unit, rows, plan);
    });
  }

  #side(row: Row): MergeSide<Field> {
    const open = this.noun.values(row);
    const values = Object.fromEntries(this.noun.fields.all.map(field => [field, open[field]]));
    return { id: row.id, values: values as Record<Field, unknown> };
  }

  async #preview(unit: UnitOfWork, rows: Row[], plan: MergedValue<Field>[]): Promise<MergeOutcome<Field>> {
    const ids = rows.map(row => row.id);
    const counts = await countDependents(unit, this.dependents, ids.slice(1), ids[0] as string);
    unit.record(ids, undefined, { action: 'READ', details: { dryRun: true } });
    return outcome(null, ids[0] as string, plan, counts);
  }

  async #carryOut(unit: UnitOfWork, rows: Row[], plan: MergedValue<Field>[]): Promise<MergeOutcome<Field>> {
    const { noun } = this;
    const [row, ...duplicates] = rows as [Row, ...Row[]];
    const mergeId = newId();
    const before = noun.state(row);
    const moved = await this.#move(unit, row, duplicates);
    const changes = noun.settle(row, duplicates, Object.fromEntries(plan.map(({ field, value }) => [field, value])));
    const now = this.ground.clock.now();
    const gone = { deletedAt: now, deletedById: actorId(unit.ctx), mergedIntoId: row.id, updatedAt: now };
    for (const duplicate of duplicates) Object.assign(duplicate, gone);
    row.updatedAt = now;
    await unit.em.flush();
    const duplicateIds = duplicates.map(({ id }) => id);
    const snapshot = { before, after: noun.state(row), moved };
    await this.#ledger.keep(unit, { id: mergeId, primaryId: row.id, duplicateIds, snapshot });
    this.#tell(unit, mergeId, row, duplicates, changes);
    return outcome(mergeId, row.id, plan, countsOf(this.dependents, moved));
  }

  async #move(unit: UnitOfWork, row: Row, duplicates: Row[]): Promise<MovedRows[]> {
    const moved: MovedRows[] = [];
    for (const { id } of duplicates) {
      moved.push(movedRows(id, await moveDependents(unit, this.dependents, id, row.id)));
    }
    return moved;
  }

  #tell(unit: UnitOfWork, mergeId: string, row: Row, duplicates: Row[], changes: AuditChanges): void {
    const { objectType } = this.noun;
    unit.record([row.id, ...duplicates.map(({ id }) => id)], changes, { details: { mergeId } });
    const data = { mergeId, fields: Object.keys(changes) };
    unit.publish({ type: `${objectType}_MERGED`, objectType, objectId: row.id, data });
    for (const { id, assignedToId = null, createdById = null } of duplicates) {
      const gone = { mergeId, mergedIntoId: row.id, assignedToId, createdById };
      unit.publish({ type: `${objectType}_DELETED`, objectType, objectId: id, data: gone });
    }
  }

  /** All rows of a merge, the primary first; locked in the order of their ids, so that two merges never deadlock. */
  async #lockAll(unit: UnitOfWork, { primaryId, duplicateIds }: MergeInput<Field>): Promise<Row[]> {
    const found = new Map<string, Row>();
    for (const id of [primaryId, ...duplicateIds].sort()) {
      const at = duplicateIds.indexOf(id);
      found.set(id, await this.#lock(unit, id, at < 0 ? ['primaryId'] : ['duplicateIds', String(at)]));
    }
    return [primaryId, ...duplicateIds].map(id => found.get(id) as Row);
  }

  async #lock(unit: UnitOfWork, id: string, path: string[]): Promise<Row> {
    try {
      return await this.noun.lock(unit, id, path);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      const merged = await unit.sql(
        `select 1 from ${this.noun.table} where id = $1 and practice_id = $2 and merged_into_id is not null`,
        [id, unit.ctx.practiceId],
      );
      const already = `This ${wordOf(this.noun)} was merged already.`;
      throw merged.length > 0 ? new ConflictError('ALREADY_MERGED', already, path) : error;
    }
  }
}

const countsOf = (dependents: readonly Dependent[], moved: MovedRows[]) =>
  Object.fromEntries(
    dependents.map(({ name }) => [name, moved.reduce((sum, from) => sum + (movedKeys(from)[name]?.length ?? 0), 0)]),
  );

const outcome = <Field extends string>(
  mergeId: string | null,
  primaryId: string,
  plan: MergedValue<Field>[],
  counts: Record<string, number>,
): MergeOutcome<Field> => ({
  mergeId,
  primaryId,
  fields: plan.map(({ field, fromIds }) => ({ field, fromIds })),
  ...Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [`moved${name[0]!.toUpperCase()}${name.slice(1)}`, count]),
  ),
});
