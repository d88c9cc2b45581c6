import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestDatabase } from './database.js';

/** Texts by the place where they are kept. */
export type Held = Map<string, string>;

/** Every column of every table of every schema; bytes also as the letters they may be. */
export async function tablesOf({ query }: TestDatabase): Promise<Held> {
  const tables = await query<{ schema: string; name: string; bytes: string[] }>(
    `select n.nspname as schema, c.relname as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.atttypid = 'bytea'::regtype
         and not a.attisdropped) as bytes
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^(pg_|information_schema)'`,
  );
  const held: Held = new Map();
  for (const { schema, name, bytes } of tables) {
    const letters = bytes.map(column => `, encode(t."${column}", 'escape')`).join('');
    const rows = await query<{ text: string }>(
      `select concat_ws(' ', t::text${letters}) as text from "${schema}"."${name}" t`,
    );
    held.set(`${schema}.${name}`, rows.map(({ text }) => text).join('\n'));
  }
  return held;
}

/** What the database knows beside its rows: indexes, the planner's samples of columns, running statements. */
export async function catalogOf({ query }: TestDatabase): Promise<Held> {
  await query('analyze');
  const views = ['pg_indexes', 'pg_stats', 'pg_stats_ext', 'pg_views', 'pg_description', 'pg_prepared_statements'];
  const held: Held = new Map();
  for (const view of views) {
    const rows = await query<{ text: string }>(`select t::text as text from ${view} t`);
    held.set(view, rows.map(({ text }) => text).join('\n'));
  }
  const running = 'select query as text from pg_stat_activity where datname = current_database()';
  held.set('pg_stat_activity', (await query<{ text: string }>(running)).map(({ text }) => text).join('\n'));
  return held;
}

/** The files of tables and indexes as they lie on the disk, rows that were changed or deleted included. */
export async function filesOf({ query }: TestDatabase): Promise<Held> {
  await query('checkpoint');
  const rows = await query<{ name: string; content: Buffer }>(
    `select relname as name, pg_read_binary_file(pg_relation_filepath(c.oid)) as content
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where relkind in ('r', 'i', 't') and pg_relation_size(c.oid) > 0
       and n.nspname !~ '^(pg_catalog|information_schema)'`,
  );
  return new Map(rows.map(({ name, content }) => [`file of ${name}`, content.toString('latin1')]));
}

/** Every file below a directory. */
export async function directoryOf(path: string): Promise<Held> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async file => [file, await readFile(file, 'latin1')] as const)));
}

/** A text without its case, and as bytes or addresses are written. */
const folded = (value: string): string[] =>
  [value, encodeURIComponent(value), Buffer.from(value).toString('hex')].map(text => text.toLowerCase());

/** Base64 depends on where in its text the value begins; the letters in between stay the same. */
const encoded = (value: string): string[] =>
  [0, 1, 2]
    .map(offset => Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]).toString('base64'))
    .map((text, offset) => text.slice(Math.ceil((offset * 4) / 3), -4))
    .flatMap(text => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
    .filter(text => text.length >= 8);

/** Hashes without a key: whoever guesses the value can confirm it by them. */
const hashes = (value: string): string[] =>
  [value, value.toLowerCase(), JSON.stringify(value)].flatMap(text =>
    (['hex', 'base64url', 'base64'] as const).map(form => createHash('sha256').update(text).digest(form)),
  );

/** Where the values stand, in whatever disguise: `place: value`. Of a random secret a hash may be kept. */
export function found(held: Held, values: readonly string[], secrets: readonly string[] = []): string[] {
  const forms = [
    ...values.map(value => ({ value, folded: folded(value), exact: [...encoded(value), ...hashes(value)] })),
    ...secrets.map(value => ({ value, folded: folded(value), exact: encoded(value) })),
  ];
  return [...held].flatMap(([place, text]) => {
    const lower = text.toLowerCase();
    return forms
      .filter(form => form.folded.some(f => lower.includes(f)) || form.exact.some(f => text.includes(f)))
      .map(form => `${place}: ${form.value}`);
  });
}
