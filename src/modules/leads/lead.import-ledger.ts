import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import type { Fault } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';

export const importDuplicateRules = ['SKIP', 'ACCEPT', 'REJECT'] as const;
/** What becomes of a row whose person is an open lead already: left out, added all the same, or an error. */
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

/** Why a row made no lead: what is wrong with a value, or the lead that is there already. */
export interface ImportIssue extends Omit<Fault, 'path'> {
  line: number;
  /** A column; empty when it is the row as a whole. */
  path: string;
  leadId: string | null;
}

export interface LeadImport extends ImportCounts {
  id: string;
  state: ImportState;
  onDuplicate: ImportDuplicateRule;
  linesDone: number;
}

/** One run of an import, which only one process at a time may advance. */
export class ImportOvertakenError extends Error {}

const columns = `id, state, on_duplicate as "onDuplicate", lines_done as "linesDone", rows, created, skipped, failed`;

/** What is known of each import; its counts move in the same transactions as its leads. */
export class ImportLedger {
  constructor(private readonly ground: Ground) {}

  /** The last import of these bytes that was not undone. */
  async ofContent(practiceId: string, hash: string): Promise<LeadImport | null> {
    const { rows } = await this.ground.database.query<LeadImport>(
      `select ${columns} from lead_imports where practice_id = $1 and content_hash = $2 and state <> 'UNDONE'
       order by created_at desc, id desc limit 1`,
      [practiceId, hash],
    );
    return rows[0] ?? null;
  }

  async find(practiceId: string, id: string): Promise<LeadImport | null> {
    const text = `select ${columns} from lead_imports where practice_id = $1 and id = $2`;
    return (await this.ground.database.query<LeadImport>(text, [practiceId, id])).rows[0] ?? null;
  }

  async start(ctx: RequestContext, hash: string, onDuplicate: ImportDuplicateRule): Promise<LeadImport> {
    const viewer = ctx.signedIn;
    const { rows } = await this.ground.database.query<LeadImport>(
      `insert into lead_imports (id, practice_id, created_at, updated_at, created_by_id, content_hash, on_duplicate)
       values ($1, $2, $3, $3, $4, $5, $6) returning ${columns}`,
      [
        newId(),
        ctx.practiceId,
        this.ground.clock.now(),
        viewer.kind === 'SYSTEM' ? null : viewer.id,
        hash,
        onDuplicate,
      ],
    );
    return rows[0]!;
  }

  /** Moves the import on by a batch; throws ImportOvertakenError when someone else has moved it. */
  async advance(
    unit: UnitOfWork,
    from: LeadImport,
    to: number,
    add: ImportCounts,
    issues: ImportIssue[],
  ): Promise<LeadImport> {
    const [moved] = await unit.sql<LeadImport>(
      `update lead_imports set lines_done = $3, rows = rows + $4, created = created + $5, skipped = skipped + $6,
         failed = failed + $7, version = version + 1, updated_at = $8
       where id = $1 and lines_done = $2 and state = 'RUNNING' returning ${columns}`,
      [from.id, from.linesDone, to, add.rows, add.created, add.skipped, add.failed, this.ground.clock.now()],
    );
    if (!moved) throw new ImportOvertakenError('The import was moved on, or undone, elsewhere.');
    await unit.sql(
      `insert into lead_import_issues (import_id, practice_id, line, position, path, code, message, lead_id)
       select $1, $2, i.line, i.position, i.path, i.code, i.message, i."leadId"
       from jsonb_to_recordset($3::jsonb)
         as i(line int, position int, path text, code text, message text, "leadId" uuid)`,
      [from.id, unit.ctx.practiceId, JSON.stringify(issues.map((issue, position) => ({ ...issue, position })))],
    );
    return moved;
  }

  async settle(id: string, state: ImportState): Promise<void> {
    await this.ground.database.query(
      `update lead_imports set state = $2, finished_at = coalesce(finished_at, $3), version = version + 1, updated_at = $3
       where id = $1`,
      [id, state, this.ground.clock.now()],
    );
  }

  /** Issues after a line, in the order of the file; a line's issues are never torn apart. */
  async issues(practiceId: string, id: string, limit: number, after = 0): Promise<ImportIssue[]> {
    const { rows } = await this.ground.database.query<ImportIssue>(
      `select line, path, code, message, lead_id as "leadId" from lead_import_issues
       where practice_id = $1 and import_id = $2 and line > $3 order by line fetch first $4 rows with ties`,
      [practiceId, id, after, limit],
    );
    return rows;
  }
}
