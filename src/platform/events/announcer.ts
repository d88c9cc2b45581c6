import type { Logger } from 'pino';
import type { Database } from '../database/database.js';
import { eventChannel } from './outbox.js';
import { patience, type RedisClient, redisClient, within } from './redis-client.js';

/** Tells every process, after the commit, that a practice has new events: its id and nothing else. */
export interface Announcer {
  /** Returns at once and never fails: who hears nothing looks by itself before long. */
  announce(practiceId: string): void;
}

interface Parts {
  url: string;
  database: Pick<Database, 'query'>;
  logger: Logger;
}

/** Announces over Redis, so that commits needn't queue for NOTIFY; over PostgreSQL while Redis is away. */
export class RedisAnnouncer implements Announcer {
  /** Practices still to be named; one that is named often meanwhile is named once. */
  readonly #waiting = new Set<string>();
  #opening: Promise<RedisClient> | null = null;
  #isTelling = false;

  constructor(private readonly parts: Parts) {}

  announce(practiceId: string): void {
    this.#waiting.add(practiceId);
    if (!this.#isTelling) void this.#tellAll();
  }

  async close(): Promise<void> {
    const client = await this.#opening?.catch(() => null);
    if (client?.isOpen) client.destroy();
  }

  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    while (this.#waiting.size > 0) {
      const practices = [...this.#waiting];
      this.#waiting.clear();
      await Promise.all(practices.map(practiceId => this.#tell(practiceId)));
    }
    // In the same breath as the last look at `#waiting`, or an announcement in between would wait for the next one.
    this.#isTelling = false;
  }

  async #tell(practiceId: string): Promise<void> {
    try {
      const client = await this.#client();
      if (!client.isReady) throw new Error('Redis is away.');
      await within(patience, client.publish(eventChannel, practiceId));
    } catch {
      await this.parts.database.query('select pg_notify($1, $2)', [eventChannel, practiceId]).catch(() => undefined);
    }
  }

  /** Opened by the first announcement: most commands have nothing to announce. */
  #client(): Promise<RedisClient> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<RedisClient> {
    const client = await redisClient(this.parts.url, this.parts.logger);
    // It goes on trying by itself, however long that takes.
    await within(
      patience,
      client.connect().catch(() => undefined),
    ).catch(() => undefined);
    return client;
  }
}
