import pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from '../database/database.js';

interface Parts {
  database: Pick<Database, 'pool'>;
  logger: Logger;
  channel: string;
  /** A notification's payload. */
  heard: (payload: string) => void;
  /** Listening began, or began again: whatever was said meanwhile went unheard. */
  missed: () => void;
}

/** A connection that died without a word is found by asking it this often. */
const heartbeat = 10_000;
const slowestRetry = 5_000;

/** One connection that listens, and finds a new one when it is lost. */
export class Listener {
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;
  #retry = 100;

  constructor(private readonly parts: Parts) {}

  /** Resolves with the first attempt; when it failed, others follow by themselves. */
  async start(): Promise<void> {
    this.#isStopped = false;
    await this.#connect();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const { options } = this.parts.database.pool;
    // The pool hides its password from being copied along.
    const client = new pg.Client({ ...options, password: options.password, query_timeout: heartbeat });
    client.on('error', error => this.#lost(client, error));
    client.on('end', () => this.#lost(client, null));
    client.on('notification', ({ payload }) => this.parts.heard(payload ?? ''));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${this.parts.channel}`);
    } catch (error) {
      return this.#lost(client, error);
    }
    if (this.#client !== client) return;
    this.#retry = 100;
    this.#watch(client);
    this.parts.missed();
  }

  #watch(client: pg.Client): void {
    this.#after(heartbeat, async () => {
      try {
        await client.query('select 1');
        if (this.#client === client) this.#watch(client);
      } catch (error) {
        this.#lost(client, error);
      }
    });
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    void client.end().catch(() => undefined);
    this.parts.logger.warn({ code: (error as { code?: string } | null)?.code }, 'event listener lost its connection');
    this.#after(this.#retry, () => this.#connect());
    this.#retry = Math.min(this.#retry * 2, slowestRetry);
  }

  #after(milliseconds: number, work: () => Promise<void>): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void work(), milliseconds);
    this.#timer.unref();
  }
}
