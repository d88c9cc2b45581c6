import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** Settings of a server whose data nobody will miss. */
const throwaway = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '400',
};

/** One PostgreSQL for the whole run (or the one of DATABASE_URL) with one migrated database to copy from. */
export default async function setup() {
  const root = new URL('../../', import.meta.url);
  if (!existsSync(new URL('dist/platform/database/migrator.js', root))) {
    execFileSync(process.execPath, ['scripts/prepare.mjs', '--build', '--quiet'], { cwd: root, stdio: 'inherit' });
  }
  keepCompiledCode(root);
  const { migrate } = await import('../../dist/platform/database/migrator.js');
  const server = process.env.DATABASE_URL ? null : await embedded();
  const admin = new URL(process.env.DATABASE_URL ?? server.database.adminUrl);
  const template = `crm_template_${process.pid}_${Date.now().toString(36)}`;
  await run(admin, `create database ${template}`);
  await migrate(Object.assign(new URL(admin), { pathname: `/${template}` }).href);
  process.env.TEST_SERVER_URL = admin.href;
  process.env.TEST_TEMPLATE = template;
  globalThis.stopTestServer = async () => {
    if (!server) return run(admin, `drop database if exists ${template} with (force)`);
    await server.database.stop();
    await rm(server.directory, { recursive: true, force: true });
  };
}

/** For the processes that tests start: most of them are killed, and a killed one keeps nothing for the next. */
function keepCompiledCode(root) {
  const folder = fileURLToPath(new URL('node_modules/.cache/practice-crm-code/', root));
  const env = { ...process.env, NODE_COMPILE_CACHE: folder };
  if (!existsSync(folder)) {
    const server = "await import('./dist/server/app.js'); await import('./dist/server/jobs.js');";
    spawnSync(process.execPath, ['--input-type=module', '--eval', server], { cwd: root, env, stdio: 'ignore' });
  }
  process.env.NODE_COMPILE_CACHE = folder;
}

async function embedded() {
  const { startEmbedded } = await import('../../dist/platform/database/embedded.js');
  const directory = await mkdtemp(join(tmpdir(), 'practice-crm-test-'));
  return { directory, database: await startEmbedded({ dataDir: directory, settings: throwaway }) };
}

async function run(url, statement) {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
