import { readFileSync } from 'node:fs';
import pg from 'pg';
import { StartError } from '../process/start-error.js';
import { postgresFailure } from './failures.js';
import { migrationNames } from './migration-files.js';
import { applicationRole } from './role.js';

export { migrationNames } from './migration-files.js';

/** Any number, the same in every process: whoever holds it migrates, the others wait. */
const migrationLock = 7_263_001;

/**
 * Brings the schema up to date as the owner of the database: application role, tables, queue.
 * Safe to run by several processes at once. Returns the names of the migrations that were run.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'practice-crm migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await ensureRole(client, await serverVersion(client));
    if (await isCurrent(client)) return [];
    // Loading what migrates takes most of a second, which a start with nothing to do is spared.
    const { migrateQueue, migrateTables } = await import('./migration-run.js');
    const names = await migrateTables(url);
    await migrateQueue(client, url);
    return names;
  } finally {
    await client.end();
  }
}

async function isCurrent(client: pg.Client): Promise<boolean> {
  const found = await client.query<{ tables: boolean; queue: boolean }>(
    `select to_regclass('mikro_orm_migrations') is not null as tables, to_regclass('pgboss.version') is not null as queue`,
  );
  if (!found.rows[0]!.tables || !found.rows[0]!.queue) return false;
  const { rows } = await client.query<{ names: string[]; queue: number }>(
    `select array(select name from mikro_orm_migrations) as names, (select max(version) from pgboss.version) as queue`,
  );
  const done = new Set(rows[0]!.names);
  return migrationNames().every(name => done.has(name)) && rows[0]!.queue === queueVersion();
}

/** The version of its schema that the installed queue wants. */
function queueVersion(): number {
  const about = new URL('../package.json', import.meta.resolve('pg-boss'));
  return JSON.parse(readFileSync(about, 'utf8')).pgboss.schema;
}

async function serverVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int / 10000 as version`,
  );
  const version = rows[0]!.version;
  if (version < 15) throw new StartError(`DATABASE_URL leads to PostgreSQL ${version}; 15 or newer is needed.`);
  return version;
}

async function ensureRole(client: pg.Client, version: number): Promise<void> {
  const { rows } = await client.query<{ user: string; exists: boolean; granted: boolean | null }>(
    `select current_user as user, role is not null as exists, pg_has_role(current_user, role, $2) as granted
     from (select to_regrole($1)::oid as role) as known`,
    // Before version 16 every member of a role may take it.
    [applicationRole, version >= 16 ? 'SET' : 'MEMBER'],
  );
  const { user, exists, granted } = rows[0]!;
  const missing = [
    ...(exists ? [] : [`create role ${applicationRole} nologin`]),
    ...(granted ? [] : [`grant ${applicationRole} to ${pg.escapeIdentifier(user)}`]),
  ];
  try {
    for (const statement of missing) await client.query(statement);
  } catch (error) {
    if (postgresFailure(error)?.code !== '42501') throw error;
    throw new StartError(
      `The database user ${user} may not set up the application's role. Run this once as an administrator:\n` +
        missing.map(statement => `  ${statement};`).join('\n'),
    );
  }
}
