// The database all measured servers share, and the practices in it.
import { execFileSync, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbedded } from '../dist/platform/database/embedded.js';
import { createCipher } from '../dist/platform/encryption/cipher.js';
import { keptKeySettings } from '../dist/platform/encryption/generated-keys.js';
import { seedLeads, seedStaff } from './seed.mjs';
import { seedCommunity } from './seed-community.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dataDir = join(root, '.data', 'bench');
const worldsFile = join(dataDir, 'worlds.json');
const say = text => process.stderr.write(`${text}\n`);

/** Starts PostgreSQL with its usual, durable settings on a data directory of the bench's own, and migrates it. */
export async function openGround() {
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
  execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), 'migrate'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
  return { database, environment, admin, cipher: cipherOf(keys) };
}

function cipherOf(keys) {
  const encryption = keys.ENCRYPTION_KEYS.split(',').map(part => {
    const at = part.indexOf(':');
    return { id: part.slice(0, at), key: Buffer.from(part.slice(at + 1), 'base64') };
  });
  return createCipher({ encryption, blindIndex: Buffer.from(keys.BLIND_INDEX_KEY, 'base64') });
}

const known = () => (existsSync(worldsFile) ? JSON.parse(readFileSync(worldsFile, 'utf8')) : {});

/** A practice with this many leads and what else one has, made once and kept for later runs. */
export async function practiceOf(ground, rows) {
  const world = known()[rows] ?? (await makeLeads(ground, rows));
  return world.campaignId ? world : addCommunity(ground, rows, world);
}

const keep = (rows, world) => {
  writeFileSync(worldsFile, JSON.stringify({ ...known(), [rows]: world }), { mode: 0o600 });
  return world;
};

/** How much else a practice with this many leads has. */
export const communityOf = rows => ({
  contacts: Math.ceil(rows / 5),
  tasks: Math.ceil(rows / 2),
  campaigns: Math.ceil(rows / 1000),
});

async function addCommunity(ground, rows, world) {
  const sizes = communityOf(rows);
  const { practiceId } = world;
  say(
    `Seeding ${Object.entries(sizes)
      .map(([name, n]) => `${n.toLocaleString('en')} ${name}`)
      .join(', ')} (once)...`,
  );
  const { rows: staff } = await ground.admin.query('select id from staff_members where practice_id = $1', [practiceId]);
  const client = await ground.admin.connect();
  try {
    await seedCommunity(client, { practiceId, staff: staff.map(one => one.id), ...sizes });
    await client.query('call stat_rebuild($1)', [practiceId]);
    await client.query('vacuum (analyze)');
    await client.query('checkpoint');
    const newest = 'select id from campaigns where practice_id = $1 order by created_at desc limit 1';
    const { rows: found } = await client.query(newest, [practiceId]);
    return keep(rows, { ...world, campaignId: found[0].id });
  } finally {
    client.release();
  }
}

async function makeLeads(ground, rows) {
  say(`Seeding ${rows.toLocaleString('en')} leads (once)...`);
  const [email, password] = [`owner-${rows}@bench.example`, `b-${randomBytes(12).toString('hex')}`];
  const cli = [join(root, 'dist', 'cli.js'), 'practice', 'create', '--name', `Bench ${rows}`, '--owner-email', email];
  execFileSync(process.execPath, cli, {
    env: { ...ground.environment, OWNER_PASSWORD: password },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { rows: owners } = await ground.admin.query('select id, practice_id from staff_members where email = $1', [
    email,
  ]);
  const practiceId = owners[0].practice_id;
  const client = await ground.admin.connect();
  try {
    const staff = [owners[0].id, ...(await seedStaff(client, practiceId, String(rows)))];
    const probes = await seedLeads(client, { practiceId, cipher: ground.cipher, total: rows, staff });
    await client.query('call stat_rebuild($1)', [practiceId]);
    await client.query('vacuum (analyze) leads');
    await client.query('vacuum (analyze)');
    await client.query('checkpoint');
    return keep(rows, { practiceId, email, password, probes });
  } finally {
    client.release();
  }
}

/** Starts a server in a process of its own; it says its URL when it is ready. */
export function startServer(file, environment) {
  const child = fork(join(root, file), { env: environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('exit', code => reject(new Error(`${file} ended with ${code}.`)));
    child.once('message', message => {
      child.removeAllListeners('exit');
      const stopped = new Promise(done => child.once('exit', done));
      const stop = () => {
        child.kill('SIGTERM');
        return stopped;
      };
      resolve({ url: message.ready.url, pid: child.pid, stop });
    });
  });
}
