import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Database } from './database.js';

/** One bound statement, inside the caller's transaction when it has one. */
export type RunSql = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

const names = new Map<string, string>();

/** A name for a text, so that the server keeps its plan. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
  names.set(text, name);
  return name;
}

/** One plan of each statement serves for all values: making them anew costs more than most statements. */
const plansKept = 'set local plan_cache_mode = force_generic_plan';
/** The commit is not waited for on disk. */
const notAwaited = 'set local synchronous_commit = off';

export interface TransactionOptions {
  /** A crash of the database may undo it after it was committed. */
  mayBeLost?: boolean;
}

/**
 * Runs statements in one transaction on plain prepared statements, for work that is done thousands of times: the
 * texts must come from the code and be few, and one plan must be good for all values. What fails undoes all; a lost
 * connection leaves open whether it did.
 */
export async function inTransaction<T>(
  database: Pick<Database, 'connect'>,
  work: (run: RunSql) => Promise<T>,
  { mayBeLost = false }: TransactionOptions = {},
): Promise<T> {
  const client = await database.connect();
  try {
    await client.query(['begin', plansKept, ...(mayBeLost ? [notAwaited] : [])].join('; '));
    const value = await work(runOn(client));
    await client.query('commit');
    client.release();
    return value;
  } catch (error) {
    await undo(client);
    throw error;
  }
}

const runOn =
  (client: PoolClient): RunSql =>
  async (text, values) =>
    (await client.query({ name: nameOf(text), text, values })).rows as never;

async function undo(client: PoolClient): Promise<void> {
  const isUndone = await client.query('rollback').then(
    () => true,
    () => false,
  );
  client.release(!isUndone);
}
