import type { RequestContext } from '../../platform/context.js';
import type { CsvRow } from '../../platform/csv/csv-rows.js';
import { ConflictError, ValidationError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { Lead } from './lead.entity.js';
import { type Header, inputOf } from './lead.import-columns.js';
import type { ImportCounts, ImportDuplicateRule, ImportIssue } from './lead.import-ledger.js';
import { CreateLead, type CreateLeadInput } from './lead.rules.js';
import type { LeadService } from './lead.service.js';
import { openStatuses } from './lead.status.js';

/** What a batch of rows comes to before anything is written. */
export interface Batch {
  drafts: { line: number; lead: Lead }[];
  issues: ImportIssue[];
  rows: number;
  lastLine: number;
}

/** Checks rows by the rules of a single lead, each on its own. */
export class ImportReader {
  constructor(
    private readonly leads: LeadService,
    private readonly ctx: RequestContext,
    private readonly header: Header,
    private readonly staffIds: ReadonlySet<string>,
  ) {}

  read(rows: CsvRow[]): Batch {
    const batch: Batch = { drafts: [], issues: [], rows: rows.length, lastLine: rows.at(-1)!.line };
    for (const row of rows) {
      try {
        batch.drafts.push({ line: row.line, lead: this.#draft(row) });
      } catch (error) {
        batch.issues.push(...issuesOf(row.line, error));
      }
    }
    return batch;
  }

  #draft({ fault, cells }: CsvRow): Lead {
    if (fault) throw ValidationError.at([], 'INVALID_FORMAT', fault);
    if (cells.length > this.header.fields.length) {
      throw ValidationError.at([], 'INVALID_FORMAT', 'This row has more cells than the header.');
    }
    const input = parse(CreateLead, inputOf(this.header, cells));
    this.#assertReferences(input);
    return this.leads.draft(this.ctx, input);
  }

  #assertReferences({ assignedToId, referredById, campaignId }: CreateLeadInput): void {
    const absent = (path: string, what: string) => ValidationError.at(path, 'NOT_FOUND', `There is no such ${what}.`);
    if (referredById) throw absent('referredById', 'contact');
    if (campaignId) throw absent('campaignId', 'campaign');
    if (assignedToId && !this.staffIds.has(assignedToId)) throw absent('assignedToId', 'active member of staff');
  }
}

function issuesOf(line: number, error: unknown): ImportIssue[] {
  if (error instanceof ValidationError) {
    return error.faults.map(({ path, code, message }) => ({ line, path: path.join('.'), code, message, leadId: null }));
  }
  if (!(error instanceof ConflictError)) throw error;
  return [{ line, path: error.path.join('.'), code: error.code, message: error.message, leadId: null }];
}

type Query = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

/** Keys of persons seen so far in a dry run, which has nothing in the database to find. */
export type Seen = Map<string, string>;

/**
 * Takes the drafts out whose person is an open lead already, or stands in an earlier row of the batch.
 * Answers how many were skipped; rejected ones become issues that count as failed.
 */
export async function separateDuplicates(
  query: Query,
  practiceId: string,
  batch: Batch,
  rule: ImportDuplicateRule,
  seen: Seen = new Map(),
): Promise<number> {
  if (rule === 'ACCEPT') return 0;
  const known = await knownPersons(query, practiceId, batch, seen);
  let skipped = 0;
  batch.drafts = batch.drafts.filter(({ line, lead }) => {
    const keys = keysOf(lead);
    const match = keys.map(key => known.get(key)).find(Boolean);
    if (!match) {
      for (const key of keys) known.set(key, lead.id);
      return true;
    }
    if (rule === 'SKIP') skipped += 1;
    const code = rule === 'SKIP' ? 'SKIPPED' : 'DUPLICATE';
    const message = 'An open lead has the same email or phone.';
    batch.issues.push({ line, path: '', code, message, leadId: match });
    return false;
  });
  return skipped;
}

const keysOf = ({ emailIndex, phoneIndex }: Lead): string[] => [
  ...(emailIndex ? [`email:${emailIndex}`] : []),
  ...(phoneIndex ? [`phone:${phoneIndex}`] : []),
];

async function knownPersons(query: Query, practiceId: string, batch: Batch, seen: Seen): Promise<Seen> {
  const emails = batch.drafts.flatMap(({ lead }) => lead.emailIndex ?? []);
  const phones = batch.drafts.flatMap(({ lead }) => lead.phoneIndex ?? []);
  const rows = await query<{ id: string; email_index: string | null; phone_index: string | null }>(
    `select id, email_index, phone_index from leads
     where practice_id = $1 and deleted_at is null and status = any($2) and (email_index = any($3) or phone_index = any($4))`,
    [practiceId, openStatuses, emails, phones],
  );
  for (const { id, email_index, phone_index } of rows) {
    if (email_index) seen.set(`email:${email_index}`, id);
    if (phone_index) seen.set(`phone:${phone_index}`, id);
  }
  return seen;
}

/** Lets nobody else enter the persons of this batch until the transaction ends; in one order, so that none waits in a ring. */
export async function lockPersons(unit: UnitOfWork, batch: Batch): Promise<void> {
  const keys = batch.drafts.flatMap(({ lead }) => [lead.emailIndex, lead.phoneIndex]).filter(key => key !== null);
  await unit.sql(
    `select pg_advisory_xact_lock(hashtextextended(key, 0))
     from (select distinct unnest($1::text[]) as key order by 1) as persons`,
    [keys.map(key => `lead:${unit.ctx.practiceId}:${key}`)],
  );
}

/** Inserts the drafts in one statement, so that the statistics hear of them once. */
export async function insertDrafts(unit: UnitOfWork, importId: string, batch: Batch): Promise<void> {
  const properties = Object.values(unit.em.getMetadata().get(Lead).properties).filter(one => one.fieldNames?.[0]);
  const rows = batch.drafts.map(({ line, lead }) => {
    const row = Object.assign(lead, { importId, importRow: line, version: 1 }) as unknown as Record<string, unknown>;
    return Object.fromEntries(properties.map(({ name, fieldNames }) => [fieldNames[0]!, row[name] ?? null]));
  });
  await unit.sql('insert into leads select * from jsonb_populate_recordset(null::leads, $1::jsonb)', [
    JSON.stringify(rows),
  ]);
}

export const countsOf = (batch: Batch, skipped: number): ImportCounts => ({
  rows: batch.rows,
  created: batch.drafts.length,
  skipped,
  failed: batch.rows - batch.drafts.length - skipped,
});
