import { Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM, PostgreSqlDriver } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { migrationNames, migrationText } from './migration-files.js';
import { applicationRole } from './role.js';

/** Runs the migrations that are missing; gives back their names. */
export async function migrateTables(url: string): Promise<string[]> {
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

/** The files as the migration classes that the ORM runs and remembers. */
function migrations(): { name: string; class: new (...args: ConstructorParameters<typeof Migration>) => Migration }[] {
  return migrationNames().map(name => {
    const text = migrationText(name);
    class SqlFile extends Migration {
      override up(): void {
        this.addSql(text);
      }
    }
    return { name, class: SqlFile };
  });
}

/** The queue keeps its own schema current; the application may use it, not change it. */
export async function migrateQueue(client: pg.Client, url: string): Promise<void> {
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
