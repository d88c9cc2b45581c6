// A PostgreSQL of the product's own kind, with its usual, durable settings.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../dist/platform/database/embedded.js';
import { readRecord } from '../../dist/platform/database/embedded-files.js';
import { createCipher } from '../../dist/platform/encryption/cipher.js';
import { keptKeySettings } from '../../dist/platform/encryption/generated-keys.js';
import { root } from './processes.mjs';

/** The server, the keys kept beside it, and the environment of processes that use them; migrated. */
export async function openPostgres(dataDir) {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const keys = keptKeySettings(dataDir);
  const database = await startEmbedded({ dataDir });
  const environment = {
    ...process.env,
    ...keys,
    DATABASE_URL: database.adminUrl,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
  };
  crm(environment, ['migrate']);
  return { database, environment, cipher: cipherOf(keys) };
}

/** Runs one command of the product to its end; its output. */
export function crm(environment, args) {
  const options = { env: environment, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' };
  return execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args], options);
}

function cipherOf(keys) {
  const encryption = keys.ENCRYPTION_KEYS.split(',').map(part => {
    const at = part.indexOf(':');
    return { id: part.slice(0, at), key: Buffer.from(part.slice(at + 1), 'base64') };
  });
  return createCipher({ encryption, blindIndex: Buffer.from(keys.BLIND_INDEX_KEY, 'base64') });
}

/** Address of another database on the same server. */
export const urlOf = (url, name) => Object.assign(new URL(url), { pathname: `/${name}` }).href;

/** The number of the server's first process. */
export const postmasterOf = dataDir =>
  Number(readFileSync(join(readRecord(dataDir).home, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** A pool that outlives its server: what it holds when that dies is given up, the next query connects anew. */
export function poolOf(url, max = 2) {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => undefined);
  return pool;
}
