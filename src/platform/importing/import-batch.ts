import type { RequestContext } from '../context.js';
import { type Header, inputOf } from '../csv/csv-columns.js';
import type { CsvRow } from '../csv/csv-rows.js';
import { ConflictError, ValidationError } from '../errors/errors.js';
import type { Query } from '../merging/duplicates.js';
import type { UnitOfWork } from '../use-case.js';
import { parse } from '../validation.js';
import type { ImportCounts, ImportIssue } from './import-ledger.js';
import type { DraftRow, Entry, ImportNoun } from './import-noun.js';
import { referenceCheck } from './references.js';

/** What a batch of rows comes to before anything is written. */
export interface Batch<Input, Draft> {
  entries: Entry<Input, Draft>[];
  issues: ImportIssue[];
  rows: number;
  lastLine: number;
}

/** Checks rows by the rules of a single record, each on its own. */
export class ImportReader<Input extends object, Draft extends DraftRow> {
  constructor(
    private readonly noun: ImportNoun<Input, Draft>,
    private readonly ctx: RequestContext,
    private readonly header: Header,
  ) {}

  async read(query: Query, rows: CsvRow[]): Promise<Batch<Input, Draft>> {
    const { ctx, noun } = this;
    const issues: ImportIssue[] = [];
    const each = <From extends { line: number }, To>(from: From[], work: (one: From) => To): To[] =>
      from.flatMap(one => {
        try {
          return [work(one)];
        } catch (error) {
          issues.push(...issuesOf(noun.word, one.line, error));
          return [];
        }
      });
    const parsed = each(rows, row => ({ line: row.line, input: this.#input(row) }));
    const inputs = parsed.map(({ input }) => input);
    const assertReferences = await referenceCheck(query, ctx.practiceId, noun.references, inputs);
    const entries = each(parsed, ({ line, input }) => {
      assertReferences(input);
      return { line, input, draft: noun.draft(ctx, input) };
    });
    return { entries, issues, rows: rows.length, lastLine: rows.at(-1)!.line };
  }

  #input({ fault, cells }: CsvRow): Input {
    if (fault) throw ValidationError.at([], 'INVALID_FORMAT', fault);
    if (cells.length > this.header.fields.length) {
      throw ValidationError.at([], 'INVALID_FORMAT', 'This row has more cells than the header.');
    }
    return parse(this.noun.rules, inputOf(this.noun.columns, this.header, cells));
  }
}

function issuesOf(word: string, line: number, error: unknown): ImportIssue[] {
  const none = { [`${word}Id`]: null };
  if (error instanceof ValidationError) {
    return error.faults.map(({ path, code, message }) => ({ line, path: path.join('.'), code, message, ...none }));
  }
  if (!(error instanceof ConflictError)) throw error;
  return [{ line, path: error.path.join('.'), code: error.code, message: error.message, ...none }];
}

/** Inserts the drafts in one statement, so that the statistics hear of them once. */
export async function insertDrafts<Input extends object, Draft extends DraftRow>(
  unit: UnitOfWork,
  { entity, identity }: ImportNoun<Input, Draft>,
  importId: string,
  { entries }: Batch<Input, Draft>,
): Promise<void> {
  const properties = Object.values(unit.em.getMetadata().get<DraftRow>(entity as never).properties).filter(
    one => one.fieldNames?.[0],
  );
  const rows = entries.map(({ line, draft }) => {
    const row = Object.assign(draft, { importId, importRow: line, version: 1 }) as unknown as Record<string, unknown>;
    return Object.fromEntries(properties.map(({ name, fieldNames }) => [fieldNames[0]!, row[name] ?? null]));
  });
  const { table } = identity;
  await unit.sql(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
    JSON.stringify(rows),
  ]);
}

export const countsOf = ({ entries, rows }: Batch<unknown, unknown>, skipped: number): ImportCounts => ({
  rows,
  created: entries.length,
  skipped,
  failed: rows - entries.length - skipped,
});
