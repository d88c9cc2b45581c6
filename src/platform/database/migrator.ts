import { readdirSync, readFileSync } from 'node:fs';
import { Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM, PostgreSqlDriver } from '@mikro-orm/postgresql';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { StartError } from '../process/start-error.js';
import { postgresFailure } from './failures.js';
import { applicationRole } from './role.js';

/** Any number, the same in every process: whoever holds it migrates, the others wait. */
const migrationLock = 7_263_001;

const directory = new URL('../../../migrations/', import.meta.url);

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
    const names = await migrateTables(url);
    await migrateQueue(client, url);
    return names;
  } finally {
    await client.end();
  }
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
  const create = `create role ${applicationRole} nologin`;
  const grant = `grant ${applicationRole} to ${pg.escapeIdentifier(user)}`;
  try {
    if (!exists) await client.query(create);
    if (!granted) await client.query(grant);
  } catch (error) {
    if (postgresFailure(error)?.code !== '42501') throw error;
    throw new StartError(
      `The database user ${user} may not set up the application's role. Run this once as an administrator:\n` +
        `  ${create};\n  ${grant};`,
    );
  }
}

async function migrateTables(url: string): Promise<string[]> {
  const orm = await MikroORM.init({
    driver: PostgreSqlDriver,
    clientUrl: url,
    entities: [],
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    migrations: {
      migrationsList: migrations(),
      snapshot: false,
      silent: true,
      allOrNothing: true,
      disableForeignKeys: false,
    },
  });
  try {
    return (await orm.migrator.up()).map(done => done.name);
  } finally {
    await orm.close(true);
  }
}

/** Names of the numbered SQL files, in their order. */
export function migrationNames(): string[] {
  return readdirSync(directory)
    .filter(name => /^\d{4}_\w+\.sql$/.test(name))
    .map(name => name.replace('.sql', ''))
    .sort();
}

/** The files as the migration classes that the ORM runs and remembers. */
function migrations(): { name: string; class: new (...args: ConstructorParameters<typeof Migration>) => Migration }[] {
  return migrationNames().map(name => {
    const text = readFileSync(new URL(`${name}.sql`, directory), 'utf8');
    class SqlFile extends Migration {
      override up(): void {
        this.addSql(text);
      }
    }
    return { name, class: SqlFile };
  });
}

/** The queue keeps its own schema current; the application may use it, not change it. */
async function migrateQueue(client: pg.Client, url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, migrate: true });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.stop({ graceful: false });
  await client.query(`
    grant usage on schema pgboss to ${applicationRole};
    grant select, insert, update, delete on all tables in schema pgboss to ${applicationRole};
    grant usage on all sequences in schema pgboss to ${applicationRole};
    grant execute on all functions in schema pgboss to ${applicationRole};
  `);
}
