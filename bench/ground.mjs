// The database all measured servers share, and the practices in it.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { crm, openPostgres } from '../faults/rig/postgres.mjs';
import { launch, root } from '../faults/rig/processes.mjs';
import { seedLeads, seedStaff } from './seed.mjs';
import { seedCommunity } from './seed-community.mjs';

const dataDir = join(root, '.data', 'bench');
const worldsFile = join(dataDir, 'worlds.json');
const say = text => process.stderr.write(`${text}\n`);

/** Starts PostgreSQL on a data directory of the bench's own, and migrates it. */
export async function openGround() {
  const ground = await openPostgres(dataDir);
  return { ...ground, admin: new pg.Pool({ connectionString: ground.database.adminUrl, max: 2 }) };
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
  const create = ['practice', 'create', '--name', `Bench ${rows}`, '--owner-email', email];
  crm({ ...ground.environment, OWNER_PASSWORD: password }, create);
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
export async function startServer(file, environment) {
  const server = launch(file, environment);
  const { url } = await server.ready;
  return { url, pid: server.pid, stop: server.stop };
}
