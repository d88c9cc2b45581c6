import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { freePort, isFree } from '../process/ports.js';
import { isAlive, worksIn } from '../process/processes.js';
import { StartError } from '../process/start-error.js';
import {
  type Account,
  type ClusterRecord,
  findBinaries,
  postgresAccount,
  prepareRecord,
  privateDirectory,
  privateFile,
  readRecord,
  writeRecord,
} from './embedded-files.js';

const databaseName = 'crm';

export interface EmbeddedDatabase {
  /** As the superuser, for migrations and operators. */
  adminUrl: string;
  /** As the application. */
  appUrl: string;
  /** Resolves when the server is gone, asked for or not. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

interface EmbeddedOptions {
  dataDir: string;
  /** PostgreSQL settings over the usual ones. */
  settings?: Record<string, string>;
}

/** Errors in the server's own log must not quote rows, so statements, parameters and details stay out of it. */
const usualSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
};

/** Starts PostgreSQL in the data directory, making the cluster on first use. Throws StartError with the reason. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const account = postgresAccount();
  const record = prepareRecord(options.dataDir, account);
  const native = findBinaries(record.home, account);
  const cluster = join(record.home, 'cluster');
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialize(native, cluster, record, account);
  await stopOrphan(cluster);
  for (let attempt = 1; ; attempt++) {
    const port = record.port && attempt < 3 && (await isFree(record.port)) ? record.port : await freePort();
    const child = launch(native, cluster, port, options, account);
    if (await isReady(child, cluster)) {
      record.port = port;
      writeRecord(options.dataDir, record);
      return running(child, record, cluster);
    }
    // The backends of a killed server may hold its memory for a moment longer.
    if (attempt === 5) throw new StartError(`PostgreSQL does not start; see ${join(options.dataDir, 'postgres.log')}.`);
    await wait(300 * attempt);
  }
}

/** Addresses of the embedded server that runs on this data directory, or null when none does. */
export function runningEmbedded(dataDir: string): Pick<EmbeddedDatabase, 'adminUrl' | 'appUrl'> | null {
  const record = readRecord(dataDir);
  if (!record) return null;
  const cluster = join(record.home, 'cluster');
  const pid = postmasterPid(cluster);
  return pid && isAlive(pid) && worksIn(pid, cluster) ? urls(record) : null;
}

function urls(record: ClusterRecord): Pick<EmbeddedDatabase, 'adminUrl' | 'appUrl'> {
  const url = (user: string, password: string) =>
    `postgres://${user}:${password}@127.0.0.1:${record.port}/${databaseName}`;
  return { adminUrl: url('postgres', record.adminPassword), appUrl: url('crm_app', record.appPassword) };
}

async function initialize(
  native: string,
  cluster: string,
  record: ClusterRecord,
  account: Account | null,
): Promise<void> {
  const draft = privateDirectory(`${cluster}.new`, account);
  const passwordFile = privateFile(`${cluster}.password`, record.adminPassword, account);
  try {
    const child = spawn(
      join(native, 'bin', 'initdb'),
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', env: environment(), ...account },
    );
    let said = '';
    child.stderr.on('data', chunk => {
      said += chunk;
    });
    const code = await new Promise(resolve => child.once('error', resolve).once('close', resolve));
    if (code !== 0) throw new StartError(`PostgreSQL's data directory can't be made: ${said.trim() || String(code)}`);
    renameSync(draft, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function launch(
  native: string,
  cluster: string,
  port: number,
  options: EmbeddedOptions,
  account: Account | null,
): ChildProcess {
  const log = join(options.dataDir, 'postgres.log');
  const isLong = existsSync(log) && statSync(log).size > 5_000_000;
  const output = openSync(log, isLong ? 'w' : 'a', 0o600);
  const settings = { ...usualSettings, port: String(port), ...options.settings };
  return spawn(
    join(native, 'bin', 'postgres'),
    ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // Its own group: a Ctrl-C in the terminal must not stop it before the processes that use it.
    { stdio: ['ignore', output, output], cwd: '/', env: environment(), detached: true, ...account },
  );
}

/** Waits until the server takes connections; false when it gave up. */
async function isReady(child: ChildProcess, cluster: string): Promise<boolean> {
  let isGone = false;
  child.once('error', () => {
    isGone = true;
  });
  child.once('exit', () => {
    isGone = true;
  });
  while (!isGone) {
    const lines = postmasterFile(cluster);
    if (Number(lines?.[0]) === child.pid && lines?.[7]?.trim() === 'ready') return true;
    await wait(15);
  }
  return false;
}

async function running(child: ChildProcess, record: ClusterRecord, cluster: string): Promise<EmbeddedDatabase> {
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const lastResort = () => child.kill('SIGINT');
  process.once('exit', lastResort);
  void exited.then(() => process.off('exit', lastResort));
  const { adminUrl, appUrl } = urls(record);
  await ensureDatabase(adminUrl, record);
  return { adminUrl, appUrl, exited, stop: () => stopProcess(child.pid!, cluster) };
}

/** The application's login and the database; repeated at each start, as the first one may have been cut short. */
async function ensureDatabase(adminUrl: string, record: ClusterRecord): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl.replace(/[^/]+$/, 'postgres') });
  await client.connect();
  try {
    const known = await client.query<{ role: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = 'crm_app' and rolcanlogin) as role,
              exists (select from pg_database where datname = $1) as database`,
      [databaseName],
    );
    if (!known.rows[0]!.role) {
      await client.query(`create role crm_app login password ${pg.escapeLiteral(record.appPassword)}`);
    }
    if (!known.rows[0]!.database) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

/** A server left over when its parent was killed: the new parent starts its own. */
async function stopOrphan(cluster: string): Promise<void> {
  const pid = postmasterPid(cluster);
  if (!pid || !isAlive(pid)) return;
  if (worksIn(pid, cluster)) return stopProcess(pid, cluster);
  // The number belongs to another program by now, and PostgreSQL would take it for a server of ours.
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

async function stopProcess(pid: number, cluster: string): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (!isAlive(pid) || postmasterPid(cluster) !== pid) return;
      await wait(15);
    }
  }
  throw new StartError(`PostgreSQL (process ${pid}) does not stop.`);
}

function postmasterFile(cluster: string): string[] | null {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
}

function postmasterPid(cluster: string): number | null {
  return Number(postmasterFile(cluster)?.[0]) || null;
}
