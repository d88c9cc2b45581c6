// One PostgreSQL for a run, and worlds on it: a database, a mail sandbox, an API and workers of their own.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../dist/platform/database/embedded.js';
import { freePort } from '../../dist/platform/process/ports.js';
import { seedPeople } from './people.mjs';
import { crm, openPostgres, poolOf, postmasterOf, urlOf } from './postgres.mjs';
import { World } from './world.mjs';

const templateOf = count => `people_${count}`;

export class Arena {
  #worlds = 0;
  #templates = new Map();
  #open = new Set();

  static async open() {
    const arena = new Arena();
    arena.dataDir = mkdtempSync(join(tmpdir(), 'practice-crm-faults-'));
    Object.assign(arena, await openPostgres(arena.dataDir));
    arena.account = { email: 'owner@practice.example', password: randomBytes(12).toString('hex') };
    const create = ['practice', 'create', '--name', 'Fault Practice', '--owner-email', arena.account.email];
    crm({ ...arena.environment, OWNER_PASSWORD: arena.account.password }, create);
    return arena;
  }

  /** As the superuser, on a database that no world is copied from. */
  async admin(statement) {
    const pool = poolOf(urlOf(this.database.adminUrl, 'postgres'), 1);
    try {
      await pool.query(statement);
    } finally {
      await pool.end();
    }
  }

  /** A world with this many people who may be mailed; `settings` are the product's own. */
  async world({ people, settings = {}, faults = {}, dist = 'dist', isJudging = true }) {
    const template = await this.#templateOf(people);
    const world = await this.#worldFrom(template.name, { template, settings, dist });
    await world.openSandbox(faults, { isJudging });
    await world.start();
    return world;
  }

  /** Another world that begins where this one stands, whose processes are stopped; the provider is the same. */
  async copyOf({ name, template, settings, dist, sandbox, campaign }) {
    const world = await this.#worldFrom(name, { template, settings, dist });
    Object.assign(world, { sandbox, campaign, isSandboxShared: true });
    await world.start();
    return world;
  }

  async #worldFrom(source, given) {
    const name = `world_${++this.#worlds}`;
    await this.admin(`create database ${name} template ${source}`);
    const folder = join(this.dataDir, name);
    mkdirSync(folder);
    const port = await freePort();
    const environment = {
      ...this.environment,
      DATABASE_URL: urlOf(this.database.adminUrl, name),
      DATA_DIR: folder,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      NODE_ENV: 'production',
      ...given.settings,
    };
    const world = new World({ arena: this, name, folder, environment, ...given });
    this.#open.add(world);
    return world;
  }

  /** The whole server dies at once, and is started again as a supervisor would. */
  async killPostgres() {
    process.kill(postmasterOf(this.dataDir), 'SIGKILL');
    await this.database.exited;
    this.database = await startEmbedded({ dataDir: this.dataDir });
  }

  async forget(world) {
    this.#open.delete(world);
    await this.admin(`drop database if exists ${world.name} with (force)`);
  }

  async #templateOf(count) {
    const known = this.#templates.get(count);
    if (known) return known;
    const name = templateOf(count);
    await this.admin(`create database ${name} template crm`);
    const pool = poolOf(urlOf(this.database.adminUrl, name), 1);
    const client = await pool.connect();
    try {
      const { rows } = await client.query('select practice_id from staff_members where email = $1', [
        this.account.email,
      ]);
      const practiceId = rows[0].practice_id;
      const audience = await seedPeople(client, { practiceId, cipher: this.cipher, count });
      const template = { name, practiceId, count, audience };
      this.#templates.set(count, template);
      return template;
    } finally {
      client.release();
      await pool.end();
    }
  }

  async close() {
    for (const world of [...this.#open]) await world.close().catch(() => undefined);
    await this.database.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
