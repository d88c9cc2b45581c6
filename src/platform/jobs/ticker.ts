import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../database/database.js';

interface TickerOptions {
  name: string;
  everyMs: number;
  database: Database;
  logger: Logger;
  run(): Promise<unknown>;
}

/** Runs one thing again and again, in one process at a time over all workers; a failure waits for the next turn. */
export class Ticker {
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;

  constructor(private readonly options: TickerOptions) {
    this.#loop = this.#turn();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #turn(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#runAlone();
      } catch (error) {
        this.options.logger.error({ err: error, job: this.options.name }, 'a recurring job failed');
      }
      await wait(this.options.everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** The lock belongs to the connection, so it is free again when this process dies. */
  async #runAlone(): Promise<void> {
    const { database, name, run } = this.options;
    const client = await database.connect();
    let isBroken = false;
    const onError = () => {
      isBroken = true;
    };
    client.on('error', onError);
    try {
      const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as held', [
        `job:${name}`,
      ]);
      if (!rows[0].held) return;
      try {
        await run();
      } finally {
        await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [`job:${name}`]).catch(onError);
      }
    } finally {
      client.off('error', onError);
      client.release(isBroken);
    }
  }
}
