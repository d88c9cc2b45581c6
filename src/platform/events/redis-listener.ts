import type { Logger } from 'pino';
import { patience, type RedisClient, redisClient, within } from './redis-client.js';

interface Parts {
  url: string;
  logger: Logger;
  channel: string;
  heard: (payload: string) => void;
  /** Whatever was said until now may have gone unheard. */
  missed: () => void;
}

/** An announcement can be lost with Redis, or with a process that dies after its commit: so often we look ourselves. */
const look = 2_000;

/** Hears over Redis what other processes announce. */
export class RedisListener {
  #client: RedisClient | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly parts: Parts) {}

  /** Resolves when it hears, or when Redis is away; it then connects by itself later. */
  async start(): Promise<void> {
    const { url, logger, channel, heard, missed } = this.parts;
    this.#timer = setInterval(missed, look);
    this.#timer.unref();
    const client = await redisClient(url, logger);
    this.#client = client;
    const listening = client.connect().then(() => client.subscribe(channel, heard));
    await within(patience, listening).catch(() => undefined);
    // The client subscribes anew by itself when it is back.
    client.on('ready', missed);
    missed();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    if (this.#client?.isOpen) this.#client.destroy();
    this.#client = null;
  }
}
