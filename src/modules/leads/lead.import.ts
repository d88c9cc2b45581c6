import { z } from 'zod';
import { assertMay } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { type CsvRow, csvRows } from '../../platform/csv/csv-rows.js';
import type { CsvSource } from '../../platform/csv/csv-source.js';
import { ConflictError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { auditFailure, transact, type UseCase } from '../../platform/use-case.js';
import { oneOf, parse } from '../../platform/validation.js';
import {
  countsOf,
  ImportReader,
  insertDrafts,
  lockPersons,
  type Seen,
  separateDuplicates,
} from './lead.import-batch.js';
import { type Header, headerOf } from './lead.import-columns.js';
import {
  type ImportCounts,
  type ImportIssue,
  ImportLedger,
  type ImportState,
  importDuplicateRules,
  type LeadImport,
} from './lead.import-ledger.js';
import type { LeadService } from './lead.service.js';

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

const batchSize = 200;
/** Issues that a report quotes. */
export const reportedIssues = 1_000;

const useCase: UseCase = { operation: 'importLeads', permission: 'lead:import', action: 'IMPORT', objectType: 'LEAD' };

/** Imports leads from CSV: row by row under the rules of a single lead, in batches that commit with their progress. */
export class LeadImporter {
  readonly #ledger: ImportLedger;
  constructor(
    private readonly ground: Ground,
    private readonly leads: LeadService,
  ) {
    this.#ledger = new ImportLedger(ground);
  }

  /** Imports a file, takes up one that was broken off, or only says what it would do. @throws ValidationError for its header. */
  run(
    ctx: RequestContext,
    source: CsvSource,
    raw: unknown,
    onProgress: OnProgress = () => undefined,
  ): Promise<ImportReport> {
    return auditFailure(this.ground, ctx, useCase, async () => {
      assertMay(ctx.viewer, 'lead:import');
      const options = parse(ImportOptions, raw);
      const meter = { read: 0 };
      const rows = csvRows(metered(source, meter));
      const report: Report = counts => onProgress({ ...counts, share: source.bytes ? meter.read / source.bytes : 1 });
      const header = await this.#header(rows);
      const reader = new ImportReader(this.leads, ctx, header, await this.#staff(ctx));
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

  async report(ctx: RequestContext, from: LeadImport, alreadyImported = false): Promise<ImportReport> {
    const { id, state, rows, created, skipped, failed } = from;
    const issues = await this.#ledger.issues(ctx.practiceId, id, reportedIssues);
    return { id, state, dryRun: false, alreadyImported, rows, created, skipped, failed, issues };
  }

  async #write(
    ctx: RequestContext,
    reader: ImportReader,
    rows: AsyncIterable<CsvRow>,
    from: LeadImport,
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

  /** Leads, their audit row, their events and the progress of the import commit together. */
  #writeBatch(ctx: RequestContext, reader: ImportReader, rows: CsvRow[], from: LeadImport): Promise<LeadImport> {
    return transact(this.ground, ctx, useCase, async unit => {
      const batch = reader.read(rows);
      if (from.onDuplicate !== 'ACCEPT') await lockPersons(unit, batch);
      const query = <Row>(text: string, values: unknown[]) => unit.sql<Row>(text, values);
      const skipped = await separateDuplicates(query, ctx.practiceId, batch, from.onDuplicate);
      await insertDrafts(unit, from.id, batch);
      const ids = batch.drafts.map(({ lead }) => lead.id);
      const details = { importId: from.id, lines: [rows[0]!.line, batch.lastLine] };
      unit.record(ids, undefined, { details });
      for (const id of ids) unit.publish({ type: 'LEAD_CREATED', objectType: 'LEAD', objectId: id });
      return this.#ledger.advance(unit, from, batch.lastLine, countsOf(batch, skipped), batch.issues);
    });
  }

  async #tryOut(
    ctx: RequestContext,
    reader: ImportReader,
    rows: AsyncIterable<CsvRow>,
    onDuplicate: LeadImport['onDuplicate'],
    onProgress: Report,
  ): Promise<ImportReport> {
    const sum: ImportCounts = { rows: 0, created: 0, skipped: 0, failed: 0 };
    const issues: ImportIssue[] = [];
    const seen: Seen = new Map();
    const query = async <Row>(text: string, values: unknown[]) =>
      (await this.ground.database.query(text, values)).rows as Row[];
    for await (const part of batches(rows, 0)) {
      const batch = reader.read(part);
      const skipped = await separateDuplicates(query, ctx.practiceId, batch, onDuplicate, seen);
      const counts = countsOf(batch, skipped);
      for (const name of Object.keys(sum) as (keyof ImportCounts)[]) sum[name] += counts[name];
      issues.push(...batch.issues.sort((a, b) => a.line - b.line).slice(0, reportedIssues - issues.length));
      onProgress(sum);
    }
    const { operation, action, objectType } = useCase;
    const details = { dryRun: true, ...sum };
    await this.ground.audit.append(ctx, {
      operation,
      action,
      objectType,
      objectIds: [],
      outcome: 'SUCCEEDED',
      details,
    });
    return { id: null, state: null, dryRun: true, alreadyImported: false, ...sum, issues };
  }

  async #header(rows: AsyncGenerator<CsvRow>): Promise<Header> {
    const { value } = await rows.next();
    if (!value) throw ValidationError.at('csv', 'REQUIRED', 'The file has no header.');
    const header = headerOf((value as CsvRow).cells);
    if (header.faults.length > 0) throw new ValidationError(header.faults);
    return header;
  }

  async #staff(ctx: RequestContext): Promise<Set<string>> {
    const text = 'select id from staff_members where practice_id = $1 and is_active';
    const { rows } = await this.ground.database.query<{ id: string }>(text, [ctx.practiceId]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Runs the work while no other process imports the same bytes; the lock ends with this process. */
  async #alone<T>(ctx: RequestContext, hash: string, work: () => Promise<T>): Promise<T> {
    const client = await this.ground.database.connect();
    // Losing the session loses the lock; the ledger refuses a second writer all the same.
    client.on('error', () => undefined);
    const key = `lead-import:${ctx.practiceId}:${hash}`;
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

/** The source again, noting how much of it has been read. */
function metered(source: CsvSource, meter: { read: number }): CsvSource {
  async function* open() {
    for await (const chunk of source.open()) {
      meter.read += chunk.length;
      yield chunk;
    }
  }
  return { ...source, open };
}

/** Rows after a line, in groups that one transaction can hold. */
async function* batches(rows: AsyncIterable<CsvRow>, after: number): AsyncGenerator<CsvRow[]> {
  let batch: CsvRow[] = [];
  for await (const row of rows) {
    if (row.line <= after) continue;
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
