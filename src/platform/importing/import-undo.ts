import type { RequestContext } from '../context.js';
import { actorId } from '../database/rows.js';
import { NotFoundError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import { change, type UnitOfWork } from '../use-case.js';
import { isId } from '../validation.js';
import { ImportLedger } from './import-ledger.js';
import type { ImportNoun } from './import-noun.js';

/** A row that an undo leaves, as `leadId` or `contactId`, and why: someone has worked on it since. */
export interface KeptRow {
  [id: `${string}Id`]: string;
  reason: string;
}

export interface UndoReport {
  id: string;
  removed: number;
  keptCount: number;
  /** The first of them. */
  kept: KeptRow[];
}

type Undoable = Pick<ImportNoun, 'word' | 'identity' | 'undoing' | 'kept'>;

const batchSize = 500;
const reportedKept = 1_000;

/** Takes an import back: its rows are deleted, except those that someone has worked on since. */
export class ImportUndo {
  readonly #ledger: ImportLedger;
  constructor(
    private readonly ground: Ground,
    private readonly noun: Undoable,
  ) {
    this.#ledger = new ImportLedger(ground, noun.word);
  }

  /** May be run again, after a crash too. Throws NotFoundError when the practice has no such import. */
  async undo(ctx: RequestContext, id: string): Promise<UndoReport> {
    const report: UndoReport = { id, removed: 0, keptCount: 0, kept: [] };
    for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after; )
      after = await this.#step(ctx, report, after);
    return report;
  }

  /** Settles the next rows; answers where to go on, or null at the end. */
  #step(ctx: RequestContext, report: UndoReport, after: string): Promise<string | null> {
    const { undoing, word } = this.noun;
    return change(this.ground, ctx, undoing, async unit => {
      // From its first step on, a run that is still going can add nothing more.
      const known = isId(report.id) && (await this.#ledger.find(ctx.practiceId, report.id));
      if (!known) throw new NotFoundError(`${undoing.objectType}_IMPORT`);
      if (known.state !== 'UNDONE') await this.#ledger.settle(known.id, 'UNDONE');
      const rows = await this.#next(unit, report.id, after);
      const removed = rows.filter(row => row.reason === null).map(row => row.id);
      const kept = rows.flatMap(({ id, reason }) => (reason ? { [`${word}Id`]: id, reason } : []));
      await this.#remove(unit, removed);
      unit.record(removed, undefined, { details: { importId: report.id, kept: kept.length } });
      report.removed += removed.length;
      report.keptCount += kept.length;
      report.kept.push(...kept.slice(0, reportedKept - report.kept.length));
      return rows.length < batchSize ? null : rows.at(-1)!.id;
    });
  }

  #next(unit: UnitOfWork, importId: string, after: string): Promise<{ id: string; reason: string | null }[]> {
    return unit.sql(
      `select t.id, ${this.noun.kept} as reason from ${this.noun.identity.table} t
       where t.practice_id = $1 and t.import_id = $2 and t.deleted_at is null and t.id > $3
       order by t.id limit ${batchSize} for update of t`,
      [unit.ctx.practiceId, importId, after],
    );
  }

  async #remove(unit: UnitOfWork, ids: string[]): Promise<void> {
    const { identity, undoing } = this.noun;
    const { objectType } = undoing;
    await unit.sql(
      `update ${identity.table} set deleted_at = $2, deleted_by_id = $3, updated_at = $2, version = version + 1
       where id = any($1)`,
      [ids, this.ground.clock.now(), actorId(unit.ctx)],
    );
    for (const id of ids) unit.publish({ type: `${objectType}_DELETED`, objectType, objectId: id });
  }
}
