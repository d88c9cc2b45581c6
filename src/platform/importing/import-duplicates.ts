import { columnOf, countedRows, type Identity, type Query, reasonsOf, signsOf } from '../merging/duplicates.js';
import type { Batch } from './import-batch.js';
import type { ImportDuplicateRule, ImportIssue } from './import-ledger.js';
import type { DraftRow, ImportNoun } from './import-noun.js';

/** Rows by the signs of their persons; of a dry run also those of rows before, which the database has not. */
export type Seen = Map<string, string>;

/**
 * Takes the drafts out whose person is there already, or stands in an earlier row of the batch.
 * Answers how many were skipped; rejected ones become issues that count as failed.
 */
export async function separateDuplicates<Input extends object, Draft extends DraftRow>(
  query: Query,
  practiceId: string,
  { identity, word }: ImportNoun<Input, Draft>,
  batch: Batch<Input, Draft>,
  rule: ImportDuplicateRule,
  seen: Seen = new Map(),
): Promise<number> {
  if (rule === 'ACCEPT') return 0;
  const drafts = batch.entries.map(({ draft }) => draft);
  await noteKnown(query, practiceId, identity, drafts, seen);
  const code = rule === 'SKIP' ? 'SKIPPED' : 'DUPLICATE';
  const message = `${identity.known} has the same ${alternatives(reasonsOf(identity))}.`;
  const before = batch.entries.length;
  batch.entries = batch.entries.filter(({ draft, line }) => {
    const keys = keysOf(identity, draft);
    const match = keys.map(key => seen.get(key)).find(Boolean);
    if (match) batch.issues.push({ line, path: '', code, message, [`${word}Id`]: match } as ImportIssue);
    else for (const key of keys) seen.set(key, draft.id);
    return !match;
  });
  return rule === 'SKIP' ? before - batch.entries.length : 0;
}

const alternatives = (reasons: string[]): string => {
  const words = reasons.map(reason => reason.toLowerCase());
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].join(' or ');
};

const keysOf = (identity: Identity, row: object): string[] =>
  signsOf(identity, row).flatMap((sign, at) => (sign === null ? [] : [`${at}:${sign}`]));

async function noteKnown(
  query: Query,
  practiceId: string,
  identity: Identity,
  drafts: readonly DraftRow[],
  seen: Seen,
): Promise<void> {
  const columns = Object.values(identity.signs).map(columnOf);
  const signs = columns.map((_, at) => drafts.flatMap(draft => signsOf(identity, draft)[at] ?? []));
  const rows = await query<{ id: string; signs: (string | null)[] }>(
    `select t.id, array[${columns.map(column => `t.${column}`).join(', ')}] as signs from ${identity.table} t
     where ${countedRows(identity)} and (${columns.map((column, at) => `t.${column} = any($${at + 2})`).join(' or ')})`,
    [practiceId, ...signs],
  );
  for (const row of rows) {
    for (const [at, sign] of row.signs.entries()) if (sign !== null) seen.set(`${at}:${sign}`, row.id);
  }
}
