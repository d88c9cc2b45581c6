// A practice at work: its API, its workers and the provider they mail through, each a process of its own.

import { poolOf } from './postgres.mjs';
import { Owner } from './practice.mjs';
import { launch } from './processes.mjs';
import { Sandbox } from './sandbox.mjs';
import { until } from './until.mjs';

/** As package.json starts it. */
const workerFlags = ['--max-semi-space-size=16', '--max-old-space-size=256'];

export class World {
  /** Workers that are meant to run, by their number. */
  workers = [];
  /** End what else was started for it. */
  closers = [];
  #pool;

  constructor(parts) {
    Object.assign(this, parts);
    this.#pool = poolOf(this.environment.DATABASE_URL, 4);
  }

  get practiceId() {
    return this.template.practiceId;
  }

  async openSandbox(faults, options) {
    this.sandbox = await Sandbox.open(this.folder, faults, options);
  }

  async start() {
    Object.assign(this.environment, this.sandbox.settings);
    await this.startApi();
    this.owner = await new Owner(this.environment.PUBLIC_URL, this.arena.account).signIn();
  }

  /** Rows of a statement, asked of the database behind the product's back. */
  async rows(text, values) {
    return (await this.#pool.query(text, values)).rows;
  }

  async startApi() {
    this.api = launch('dist/api.js', this.environment, { isQuiet: true });
    await this.api.ready;
  }

  /** A worker of this number, with the settings of the world and its own; one that ran there is forgotten. */
  async startWorker(number = this.workers.length, settings = {}) {
    const worker = launch(
      `${this.dist}/worker.js`,
      { ...this.environment, ...settings },
      { isQuiet: true, flags: workerFlags },
    );
    this.workers[number] = worker;
    await worker.ready;
    return worker;
  }

  async startWorkers(count) {
    await Promise.all(Array.from({ length: count }, (_, number) => this.startWorker(number)));
  }

  /** What the counters say of an email campaign. */
  async counters({ id }) {
    const [row] = await this.rows('select * from email_campaign_counters where email_campaign_id = $1', [id]);
    return row ?? null;
  }

  /** Resolves once the email campaign has this status; tells where it stood when it never gets there. */
  async reaches(campaign, status, options) {
    let last = null;
    try {
      await until(
        `the email campaign is ${status}`,
        async () => {
          const found = await this.rows(
            'select e.status, e.pause_reason, to_json(c) as figures from email_campaigns e left join email_campaign_counters c on c.email_campaign_id = e.id where e.id = $1',
            [campaign.id],
          ).catch(() => []);
          last = found[0] ?? last;
          return last?.status === status;
        },
        options,
      );
    } catch (error) {
      error.message += ` It stands at ${JSON.stringify(last)}.${this.#complaints()}`;
      throw error;
    }
  }

  /** The last that the workers logged as a failure. */
  #complaints() {
    const lines = this.workers.flatMap(worker => worker.output().split('\n'));
    const last = lines.filter(line => /"level":(50|60)/.test(line)).at(-1);
    return last ? `\n${last.slice(0, 1_500)}` : '';
  }

  /** Stops everything and answers another world that begins where this one stands. */
  async copy() {
    await this.#end('stop');
    const world = await this.arena.copyOf(this);
    this.#pool = poolOf(this.environment.DATABASE_URL, 4);
    return world;
  }

  async #end(how) {
    await Promise.all([...this.workers, this.api].map(one => one?.[how]()));
    this.workers = [];
    await this.#pool.end();
  }

  async close() {
    await Promise.all(this.closers.map(close => close()));
    await this.#end('kill');
    if (!this.isSandboxShared) await this.sandbox?.close();
    await this.arena.forget(this);
  }
}
