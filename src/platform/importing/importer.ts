import { z } from 'zod';
import { assertMay } from '../access/viewer.js';
import type { RequestContext } from '../context.js';
import { type Header, headerOf } from '../csv/csv-columns.js';
import { type CsvRow, csvRows } from '../csv/csv-rows.js';
import type { CsvSource } from '../csv/csv-source.js';
import { ConflictError, ValidationError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import { lockPersons, type Query, queryOf } from '../merging/duplicates.js';
import { auditFailure, transact } from '../use-case.js';
import { oneOf, parse } from '../validation.js';
import { countsOf, ImportReader, insertDrafts } from './import-batch.js';
import { type Seen, separateDuplicates } from './import-duplicates.js';
import {
  type ImportCounts,
  type ImportDuplicateRule,
  type ImportIssue,
  ImportLedger,
  type ImportRun,
  type ImportState,
  importDuplicateRules,
} from './import-ledger.js';
import type { DraftRow, ImportNoun } from './import-noun.js';
import { batches, metered } from './import-stream.js';

export const ImportOptions = z.strictObject({
  dryRun: z.boolean().nullish(),
  /** SKIP unless given. */
  onDuplicate: oneOf(importDuplicateRules).nullish(),
  /** Imports a file again that was imported before. */
  force: z.boolean().nullish(),
});

export interface ImportReport extends ImportCounts {
  /** Null for a dry run. */
  id: string | null;
  state: ImportState | null;
  dryRun: boolean;
  /** Whether these bytes had been imported before; nothing was done then. */
  alreadyImported: boolean;
  /** The first issues, in the order of the file. */
  issues: ImportIssue[];
}

/** `share`: how much of the file is read, from 0 to 1. */
export type OnProgress = (progress: ImportCounts & { share: number }) => void;

type Report = (counts: ImportCounts) => void;

/** Issues that a report quotes. */
export const reportedIssues = 1_000;

/** Imports rows of a noun from CSV, each under the rules of a single one, in batches that commit with their progress. */
export class Importer<Input extends object = object, Draft extends DraftRow = DraftRow> {
  readonly #ledger: ImportLedger;
  constructor(
    private readonly ground: Ground,
    private readonly noun: ImportNoun<Input, Draft>,
  ) {
    this.#ledger = new ImportLedger(ground, noun.word);
  }

  /** Imports a file, takes up one that was broken off, or only says what it would do. @throws ValidationError for its header. */
  run(
    ctx: RequestContext,
    source: CsvSource,
    raw: unknown,
    onProgress: OnProgress = () => undefined,
  ): Promise<ImportReport> {
    const { importing } = this.noun;
    return auditFailure(this.ground, ctx, importing, async () => {
      assertMay(ctx.viewer, importing.permission);
      const options = parse(ImportOptions, raw);
      const meter = { read: 0 };
      const rows = csvRows(metered(source, meter));
      const report: Report = counts => onProgress({ ...counts, share: source.bytes ? meter.read / source.bytes : 1 });
      const reader = new ImportReader(this.noun, ctx, await this.#header(rows));
      const onDuplicate = options.onDuplicate ?? 'SKIP';
      if (options.dryRun) return this.#tryOut(ctx, reader, rows, onDuplicate, report);
      return this.#alone(ctx, source.hash, async () => {
        const before = await this.#ledger.ofContent(ctx.practiceId, source.hash);
        if (before?.state === 'FINISHED' && !options.force) return this.report(ctx, before, true);
        const running = before?.state === 'RUNNING' ? before : await this.#ledger.start(ctx, source.hash, onDuplicate);
        return this.#write(ctx, reader, rows, running, report);
      });
    });
  }

  /** Every issue of a report, in the order of the file; a dry run keeps no more than its report quotes. */
  async *allIssues(ctx: RequestContext, { id, issues }: ImportReport): AsyncGenerator<ImportIssue> {
    yield* issues;
    if (id === null || issues.length < reportedIssues) return;
    for (let after = issues.at(-1)!; ; ) {
      const more = await this.#ledger.issues(ctx.practiceId, id, reportedIssues, after.line);
      yield* more;
      if (more.length < reportedIssues) return;
      after = more.at(-1)!;
    }
  }

  async report(ctx: RequestContext, from: ImportRun, alreadyImported = false): Promise<ImportReport> {
    const { id, state, rows, created, skipped, failed } = from;
    const issues = await this.#ledger.issues(ctx.practiceId, id, reportedIssues);
    return { id, state, dryRun: false, alreadyImported, rows, created, skipped, failed, issues };
  }

  async #write(
    ctx: RequestContext,
    reader: ImportReader<Input, Draft>,
    rows: AsyncIterable<CsvRow>,
    from: ImportRun,
    onProgress: Report,
  ): Promise<ImportReport> {
    let state = from;
    for await (const batch of batches(rows, from.linesDone)) {
      state = await this.#writeBatch(ctx, reader, batch, state);
      onProgress(state);
    }
    await this.#ledger.settle(state.id, 'FINISHED');
    return this.report(ctx, { ...state, state: 'FINISHED' });
  }

  /** New rows, their audit row, their events and the progress of the import commit together. */
  #writeBatch(ctx: RequestContext, reader: ImportReader<Input, Draft>, rows: CsvRow[], from: ImportRun) {
    const { noun } = this;
    const { objectType } = noun.importing;
    return transact(this.ground, ctx, noun.importing, async unit => {
      const query = queryOf(unit);
      const batch = await reader.read(query, rows);
      const persons = batch.entries.map(({ draft }) => draft);
      if (from.onDuplicate !== 'ACCEPT') await lockPersons(unit, noun.identity, persons);
      const skipped = await separateDuplicates(query, ctx.practiceId, noun, batch, from.onDuplicate);
      await noun.complete?.(unit, batch.entries);
      batch.issues.push(...((await noun.notices?.(query, batch.entries)) ?? []));
      await insertDrafts(unit, noun, from.id, batch);
      const ids = batch.entries.map(({ draft }) => draft.id);
      const details = { importId: from.id, lines: [rows[0]!.line, batch.lastLine] };
      unit.record(ids, undefined, { details });
      for (const id of ids) unit.publish({ type: `${objectType}_CREATED`, objectType, objectId: id });
      return this.#ledger.advance(unit, from, batch.lastLine, countsOf(batch, skipped), batch.issues);
    });
  }

  async #tryOut(
    ctx: RequestContext,
    reader: ImportReader<Input, Draft>,
    rows: AsyncIterable<CsvRow>,
    onDuplicate: ImportDuplicateRule,
    onProgress: Report,
  ): Promise<ImportReport> {
    const sum: ImportCounts = { rows: 0, created: 0, skipped: 0, failed: 0 };
    const issues: ImportIssue[] = [];
    const seen: Seen = new Map();
    const query: Query = async <Row>(text: string, values: unknown[]) =>
      (await this.ground.database.query(text, values)).rows as Row[];
    for await (const part of batches(rows, 0)) {
      const batch = await reader.read(query, part);
      const skipped = await separateDuplicates(query, ctx.practiceId, this.noun, batch, onDuplicate, seen);
      batch.issues.push(...((await this.noun.notices?.(query, batch.entries)) ?? []));
      const counts = countsOf(batch, skipped);
      for (const name of Object.keys(sum) as (keyof ImportCounts)[]) sum[name] += counts[name];
      issues.push(...batch.issues.sort((a, b) => a.line - b.line).slice(0, reportedIssues - issues.length));
      onProgress(sum);
    }
    const { operation, action, objectType } = this.noun.importing;
    const details = { dryRun: true, ...sum };
    const tried = { operation, action, objectType, objectIds: [], details };
    await this.ground.audit.append(ctx, { ...tried, outcome: 'SUCCEEDED' });
    return { id: null, state: null, dryRun: true, alreadyImported: false, ...sum, issues };
  }

  async #header(rows: AsyncGenerator<CsvRow>): Promise<Header> {
    const { value } = await rows.next();
    if (!value) throw ValidationError.at('csv', 'REQUIRED', 'The file has no header.');
    const header = headerOf(this.noun.columns, (value as CsvRow).cells);
    if (header.faults.length > 0) throw new ValidationError(header.faults);
    return header;
  }

  /** Runs the work while no other process imports the same bytes; the lock ends with this process. */
  async #alone<T>(ctx: RequestContext, hash: string, work: () => Promise<T>): Promise<T> {
    const client = await this.ground.database.connect();
    // Losing the session loses the lock; the ledger refuses a second writer all the same.
    client.on('error', () => undefined);
    const key = `${this.noun.word}-import:${ctx.practiceId}:${hash}`;
    try {
      const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as held', [key]);
      if (!rows[0].held) throw new ConflictError('IN_PROGRESS', 'This file is being imported already.', ['csv']);
      return await work();
    } finally {
      // Given back before the answer, as the session, and the lock with it, may end later than the caller asks again.
      await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
      client.release(true);
    }
  }
}
