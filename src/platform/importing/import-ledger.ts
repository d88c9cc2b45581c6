import { newId } from '../clock.js';
import type { RequestContext } from '../context.js';
import { actorId } from '../database/rows.js';
import type { Fault } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import type { UnitOfWork } from '../use-case.js';

export const importDuplicateRules = ['SKIP', 'ACCEPT', 'REJECT'] as const;
/** What becomes of a row whose person is there already: left out, added all the same, or an error. */
export type ImportDuplicateRule = (typeof importDuplicateRules)[number];

export const importStates = ['RUNNING', 'FINISHED', 'UNDONE'] as const;
export type ImportState = (typeof importStates)[number];

/** Rows settled so far. */
export interface ImportCounts {
  rows: number;
  created: number;
  skipped: number;
  failed: number;
}

/** Why a row of a file became none of ours, what is wrong with a value or who is there already; or what to know of it. */
export interface ImportIssue extends Omit<Fault, 'path'> {
  line: number;
  /** A column; empty when it is the row as a whole. */
  path: string;
  /** `leadId`, `contactId`: the row that is there already. */
  [existingId: `${string}Id`]: string | null;
}

export interface ImportRun extends ImportCounts {
  id: string;
  state: ImportState;
  onDuplicate: ImportDuplicateRule;
  linesDone: number;
}

/** One run of an import, which only one process at a time may advance. */
export class ImportOvertakenError extends Error {}

const columns = `id, state, on_duplicate as "onDuplicate", lines_done as "linesDone", rows, created, skipped, failed`;

/** What is known of each import of a noun; its counts move in the same transactions as its rows. */
export class ImportLedger {
  constructor(
    private readonly ground: Ground,
    private readonly word: string,
  ) {}

  /** The last import of these bytes that was not undone. */
  async ofContent(practiceId: string, hash: string): Promise<ImportRun | null> {
    const { rows } = await this.ground.database.query<ImportRun>(
      `select ${columns} from ${this.word}_imports where practice_id = $1 and content_hash = $2 and state <> 'UNDONE'
       order by created_at desc, id desc limit 1`,
      [practiceId, hash],
    );
    return rows[0] ?? null;
  }

  async find(practiceId: string, id: string): Promise<ImportRun | null> {
    const text = `select ${columns} from ${this.word}_imports where practice_id = $1 and id = $2`;
    return (await this.ground.database.query<ImportRun>(text, [practiceId, id])).rows[0] ?? null;
  }

  async start(ctx: RequestContext, hash: string, onDuplicate: ImportDuplicateRule): Promise<ImportRun> {
    const { rows } = await this.ground.database.query<ImportRun>(
      `insert into ${this.word}_imports
         (id, practice_id, created_at, updated_at, created_by_id, content_hash, on_duplicate)
       values ($1, $2, $3, $3, $4, $5, $6) returning ${columns}`,
      [newId(), ctx.practiceId, this.ground.clock.now(), actorId(ctx), hash, onDuplicate],
    );
    return rows[0]!;
  }

  /** Moves the import on by a batch; throws ImportOvertakenError when someone else has moved it. */
  async advance(
    unit: UnitOfWork,
    from: ImportRun,
    to: number,
    add: ImportCounts,
    issues: ImportIssue[],
  ): Promise<ImportRun> {
    const [moved] = await unit.sql<ImportRun>(
      `update ${this.word}_imports set lines_done = $3, rows = rows + $4, created = created + $5,
         skipped = skipped + $6, failed = failed + $7, version = version + 1, updated_at = $8
       where id = $1 and lines_done = $2 and state = 'RUNNING' returning ${columns}`,
      [from.id, from.linesDone, to, add.rows, add.created, add.skipped, add.failed, this.ground.clock.now()],
    );
    if (!moved) throw new ImportOvertakenError('The import was moved on, or undone, elsewhere.');
    await unit.sql(
      `insert into ${this.word}_import_issues
         (import_id, practice_id, line, position, path, code, message, ${this.word}_id)
       select $1, $2, i.line, i.position, i.path, i.code, i.message, i."${this.word}Id"
       from jsonb_to_recordset($3::jsonb)
         as i(line int, position int, path text, code text, message text, "${this.word}Id" uuid)`,
      [from.id, unit.ctx.practiceId, JSON.stringify(issues.map((issue, position) => ({ ...issue, position })))],
    );
    return moved;
  }

  async settle(id: string, state: ImportState): Promise<void> {
    await this.ground.database.query(
      `update ${this.word}_imports set state = $2, finished_at = coalesce(finished_at, $3), version = version + 1,
         updated_at = $3
       where id = $1`,
      [id, state, this.ground.clock.now()],
    );
  }

  /** Issues after a line, in the order of the file; a line's issues are never torn apart. */
  async issues(practiceId: string, id: string, limit: number, after = 0): Promise<ImportIssue[]> {
    const { rows } = await this.ground.database.query<ImportIssue>(
      `select line, path, code, message, ${this.word}_id as "${this.word}Id" from ${this.word}_import_issues
       where practice_id = $1 and import_id = $2 and line > $3 order by line fetch first $4 rows with ties`,
      [practiceId, id, after, limit],
    );
    return rows;
  }
}
