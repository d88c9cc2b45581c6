import type { RequestContext } from '../context.js';
import { actorId } from '../database/rows.js';
import { ConflictError, NotFoundError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import type { UnitOfWork } from '../use-case.js';
import { isId } from '../validation.js';
import type { MovedKeys } from './dependents.js';
import { type RowState, wordOf } from './merge-noun.js';

/** What was taken from one duplicate: its id beside the keys of what hung on it. */
export type MovedRows = { id: string } & Record<string, string | string[]>;

export const movedRows = (id: string, keys: MovedKeys): MovedRows => ({ ...keys, id });

export function movedKeys({ id: _, ...keys }: MovedRows): MovedKeys {
  return keys as MovedKeys;
}

/** All that is needed to part merged rows again. */
export interface Snapshot {
  before: RowState;
  after: RowState;
  moved: MovedRows[];
}

/** A merge as it is kept. */
export interface Merge {
  id: string;
  primaryId: string;
  duplicateIds: string[];
  snapshot: Snapshot;
}

interface MergeRow {
  primary_id: string;
  duplicate_ids: string[];
  sealed_snapshot: string;
  reversed_at: Date | null;
}

export const irreversible = (message: string) => new ConflictError('NOT_REVERSIBLE', message, ['mergeId']);

/** The merges of one noun, so that they can be undone: what each field and each moved row was before, sealed. */
export class MergeLedger {
  readonly #table: string;
  constructor(
    private readonly ground: Ground,
    noun: { objectType: string },
  ) {
    this.#table = `${wordOf(noun)}_merges`;
  }

  async keep(unit: UnitOfWork, { id, primaryId, duplicateIds, snapshot }: Merge): Promise<void> {
    const { ctx } = unit;
    const sealed = this.ground.cipher.seal(this.#place(ctx, id), snapshot);
    await unit.sql(
      `insert into ${this.#table}
         (id, practice_id, created_at, created_by_id, primary_id, duplicate_ids, sealed_snapshot)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, ctx.practiceId, this.ground.clock.now(), actorId(ctx), primaryId, duplicateIds, sealed],
    );
  }

  /** The merge, locked. @throws NotFoundError; ConflictError NOT_REVERSIBLE when it was undone already. */
  async lock(unit: UnitOfWork, id: string): Promise<Merge> {
    const { ctx } = unit;
    if (!isId(id)) throw new NotFoundError('MERGE', ['mergeId']);
    const [row] = await unit.sql<MergeRow>(
      `select primary_id, duplicate_ids, sealed_snapshot, reversed_at from ${this.#table}
       where id = $1 and practice_id = $2 for update`,
      [id, ctx.practiceId],
    );
    if (!row) throw new NotFoundError('MERGE', ['mergeId']);
    if (row.reversed_at) throw irreversible('This merge was undone already.');
    const snapshot = this.ground.cipher.open<Snapshot>(this.#place(ctx, id), row.sealed_snapshot);
    return { id, primaryId: row.primary_id, duplicateIds: row.duplicate_ids, snapshot };
  }

  async noteReversal(unit: UnitOfWork, id: string, at: Date): Promise<void> {
    await unit.sql(`update ${this.#table} set reversed_at = $2, reversed_by_id = $3 where id = $1`, [
      id,
      at,
      actorId(unit.ctx),
    ]);
  }

  #place({ practiceId }: RequestContext, rowId: string) {
    return { practiceId, table: this.#table, column: 'sealed_snapshot', rowId };
  }
}
