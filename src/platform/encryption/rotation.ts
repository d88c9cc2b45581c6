import type { Database } from '../database/database.js';
import { isRetryable } from '../database/failures.js';
import { type Cipher, SealBrokenError, sealedPrefix } from './cipher.js';

/** A column that holds sealed values; its table has `id` and `practice_id`. Each module exports its own. */
export interface SealedColumn {
  table: string;
  column: string;
}

/** What is left of one column under one key. */
export interface KeyUse extends SealedColumn {
  keyId: string;
  rows: number;
}

export interface RotationReport {
  /** Values sealed anew. */
  resealed: number;
  /** Rows whose value opens under no key; they stay as they are. */
  broken: (SealedColumn & { rowId: string })[];
  /** After the rotation; an old key may be removed when it is no longer listed. */
  keys: KeyUse[];
}

interface Parts {
  database: Pick<Database, 'query'>;
  cipher: Cipher;
  /** Key id that new values are sealed with. */
  firstKeyId: string;
  columns: readonly SealedColumn[];
  /** Called after each batch with the number of values sealed anew so far. */
  progress?: (resealed: number) => void;
}

interface SealedRow {
  id: string;
  practiceId: string;
  sealed: string;
}

const batch = 200;

/**
 * Seals every old value with the first key while the application runs. It may be stopped and started at
 * any time: what remains is found by its key, and a value that changed meanwhile is left to its writer.
 */
export async function rotateKeys(parts: Parts): Promise<RotationReport> {
  const report: RotationReport = { resealed: 0, broken: [], keys: [] };
  for (const place of parts.columns) await rotateColumn(parts, place, report);
  report.keys = await keysInUse(parts.database, parts.columns);
  return report;
}

/** How many values each key still seals, by column. */
export async function keysInUse(
  database: Pick<Database, 'query'>,
  columns: readonly SealedColumn[],
): Promise<KeyUse[]> {
  const uses: KeyUse[] = [];
  for (const { table, column } of columns) {
    const { rows } = await database.query<{ keyId: string; rows: number }>(
      `select split_part(${quoted(column)}, ':', 2) as "keyId", count(*)::int as rows
       from ${quoted(table)} where ${quoted(column)} is not null group by 1 order by 1`,
    );
    uses.push(...rows.map(row => ({ table, column, ...row })));
  }
  return uses;
}

async function rotateColumn(parts: Parts, place: SealedColumn, report: RotationReport): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await oldRows(parts, place, after);
    if (rows.length === 0) return;
    const changes = rows.map(row => resealed(parts, place, row, report)).filter(change => change !== null);
    report.resealed += await replace(parts, place, changes);
    parts.progress?.(report.resealed);
    after = rows.at(-1)!.id;
  }
}

async function oldRows({ database, firstKeyId }: Parts, { table, column }: SealedColumn, after: string) {
  const { rows } = await database.query<SealedRow>(
    `select id, practice_id as "practiceId", ${quoted(column)} as sealed from ${quoted(table)}
     where id > $1 and ${quoted(column)} is not null and not starts_with(${quoted(column)}, $2)
     order by id limit $3`,
    [after, sealedPrefix(firstKeyId), batch],
  );
  return rows;
}

function resealed({ cipher }: Parts, { table, column }: SealedColumn, row: SealedRow, report: RotationReport) {
  const place = { practiceId: row.practiceId, table, column, rowId: row.id };
  try {
    return { id: row.id, from: row.sealed, to: cipher.seal(place, cipher.open(place, row.sealed)) };
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    report.broken.push({ table, column, rowId: row.id });
    return null;
  }
}

/** Rows that somebody changed since they were read keep the new value. */
async function replace(
  { database }: Parts,
  { table, column }: SealedColumn,
  changes: { id: string; from: string; to: string }[],
): Promise<number> {
  const text = `update ${quoted(table)} t set ${quoted(column)} = c.new
    from unnest($1::uuid[], $2::text[], $3::text[]) as c(id, old, new)
    where t.id = c.id and t.${quoted(column)} = c.old`;
  const values = [changes.map(({ id }) => id), changes.map(({ from }) => from), changes.map(({ to }) => to)];
  for (;;) {
    try {
      return (await database.query(text, values)).rowCount ?? 0;
    } catch (error) {
      // It lost against a call that locked the same rows in another order; that call goes first.
      if (!isRetryable(error)) throw error;
    }
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
