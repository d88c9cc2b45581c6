import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A migrated database of one test file's own. */
export interface TestDatabase {
  name: string;
  /** As a superuser: to look, and to break things, behind the application's back. */
  adminUrl: string;
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

const serverUrl = () => process.env.TEST_SERVER_URL!;

/** A copy of the template, or an empty database. */
export async function createDatabase(options: { isEmpty?: boolean } = {}): Promise<TestDatabase> {
  const name = `crm_test_${randomUUID().replaceAll('-', '')}`;
  const template = options.isEmpty ? 'template0' : process.env.TEST_TEMPLATE!;
  await onServer(`create database ${name} template ${template} strategy file_copy`);
  const adminUrl = Object.assign(new URL(serverUrl()), { pathname: `/${name}` }).href;
  const pool = new pg.Pool({ connectionString: adminUrl, max: 2 });
  // A forced drop ends idle connections; that is no failure of a test.
  pool.on('error', () => undefined);
  return {
    name,
    adminUrl,
    query: async (text, values) => (await pool.query(text, values)).rows,
    drop: async () => {
      await pool.end();
      await onServer(`drop database if exists ${name} with (force)`);
    },
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
