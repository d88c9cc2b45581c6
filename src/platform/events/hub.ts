import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { Database } from '../database/database.js';
import { asUnavailable } from '../database/failures.js';
import { UnavailableError } from '../errors/errors.js';
import type { PublishedEvent } from './event.js';
import { Listener } from './listener.js';
import { eventChannel } from './outbox.js';
import { type Concern, cursorSequence, OutboxReader } from './outbox-reader.js';
import { PracticeFeed, pageLimit } from './practice-feed.js';
import { RedisListener } from './redis-listener.js';

interface Parts {
  database: Database;
  logger: Logger;
  clock: Clock;
  config?: Pick<Config, 'redisUrl'>;
}

export interface SubscribeOptions {
  /** Cursor of the last event seen; what came later is told first. Without it only new events are told. */
  after?: string | null;
  /** Only these event types. */
  types?: readonly string[];
  /** Ends the subscription. */
  signal?: AbortSignal;
}

/** Said instead of a replay that is no longer possible: read everything anew, then go on from `sequence`. */
export interface Resync {
  resync: true;
  sequence: bigint;
}

/** Events in order, each once. `ready` settles when nothing committed from then on can be missed. */
export interface EventStream extends AsyncIterable<PublishedEvent | Resync> {
  readonly ready: Promise<void>;
}

/** A subscriber that fell too far behind; it may subscribe again after its last cursor. */
export class SlowSubscriberError extends Error {
  constructor() {
    super('The subscriber fell too far behind and was dropped; subscribe again after its last cursor.');
  }
}

/** Where a subscriber begins; `isResync` when what came after its cursor can't be told again. */
export interface Start {
  cursor: bigint;
  isResync: boolean;
}

const retryPause = 500;

/** Tells this process's subscribers what any process committed: what they missed first, then as it comes. */
export class EventHub {
  readonly #feeds = new Map<string, { feed: Promise<PracticeFeed>; users: number }>();
  readonly #outbox: OutboxReader;
  /** PostgreSQL is listened to besides Redis, whose place it takes. */
  readonly #listeners: readonly { start(): Promise<void>; stop(): Promise<void> }[];
  readonly #stopped = new AbortController();
  #retry: NodeJS.Timeout | null = null;

  constructor(parts: Parts) {
    this.#outbox = new OutboxReader(parts.database, parts.clock);
    const hearing = {
      logger: parts.logger,
      channel: eventChannel,
      heard: (practiceId: string) => this.#refresh(practiceId),
      missed: () => this.#refreshAll(),
    };
    const url = parts.config?.redisUrl;
    const { database } = parts;
    this.#listeners = [
      new Listener({ ...hearing, database }),
      ...(url ? [new RedisListener({ ...hearing, url })] : []),
    ];
  }

  async start(): Promise<void> {
    await Promise.all(this.#listeners.map(listener => listener.start()));
  }

  /** Ends every subscription and the connection. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    if (this.#retry) clearTimeout(this.#retry);
    await Promise.all(this.#listeners.map(listener => listener.stop()));
  }

  latestSequence(practiceId: string): Promise<bigint> {
    return this.#outbox.latest(practiceId);
  }

  /** When the newest event after the cursor happened that may concern an object. */
  newest(practiceId: string, cursor: bigint, concern: Concern): Promise<Date | null> {
    return this.#outbox.newest(practiceId, cursor, concern);
  }

  subscribe(practiceId: string, options: SubscribeOptions = {}): EventStream {
    const start = this.begin(practiceId, options.after ?? null);
    const ready = start.then(() => undefined);
    // The iterator reports a failure too; this only keeps it from being unhandled before then.
    ready.catch(() => undefined);
    return {
      ready,
      [Symbol.asyncIterator]: () => this.#iterate(practiceId, start, options),
    };
  }

  /** A generator that waits can't be ended from outside, so its end is a signal of its own. */
  #iterate(
    practiceId: string,
    start: Promise<Start>,
    { types, signal }: SubscribeOptions,
  ): AsyncIterator<PublishedEvent | Resync> {
    const left = new AbortController();
    const signals = [left.signal, this.#stopped.signal, ...(signal ? [signal] : [])];
    const told = this.#tell(practiceId, start, types ?? null, AbortSignal.any(signals));
    return {
      next: () => told.next(),
      return: () => {
        left.abort();
        return told.return(undefined);
      },
    };
  }

  /** Where a subscriber begins that last saw `after`: from there on it misses nothing that is committed. */
  async begin(practiceId: string, after: string | null): Promise<Start> {
    const cursor = after === null ? null : cursorSequence(after);
    if (cursor !== null && (await this.#outbox.canReplay(practiceId, cursor))) return { cursor, isResync: false };
    return { cursor: await this.#outbox.latest(practiceId), isResync: after !== null };
  }

  async *#tell(
    practiceId: string,
    start: Promise<Start>,
    types: readonly string[] | null,
    ended: AbortSignal,
  ): AsyncGenerator<PublishedEvent | Resync, undefined> {
    let wake = () => {};
    ended.addEventListener('abort', () => wake(), { once: true });
    const { cursor: from, isResync } = await start;
    let cursor = from;
    if (isResync) yield { resync: true, sequence: cursor };
    const feed = await this.#enter(practiceId);
    let isLive = false;
    try {
      while (!ended.aborted) {
        if (cursor < feed.floor && isLive) throw new SlowSubscriberError();
        isLive = cursor >= feed.floor;
        const page = isLive ? feed.after(cursor) : await this.#missed(practiceId, cursor, ended);
        for (const event of page) {
          cursor = event.sequence;
          if (types && !types.includes(event.type)) continue;
          yield event;
          if (ended.aborted) return;
        }
        if (page.length > 0) continue;
        if (!isLive) cursor = feed.floor;
        else {
          await new Promise<void>(resolve => {
            wake = resolve;
            feed.whenNews(resolve);
          });
        }
      }
    } finally {
      this.#leave(practiceId);
    }
  }

  /** A replay outlives a restart of the database; only its end by the subscriber stops the tries. */
  async #missed(practiceId: string, cursor: bigint, ended: AbortSignal): Promise<PublishedEvent[]> {
    while (!ended.aborted) {
      try {
        return await this.#outbox.after(practiceId, cursor, pageLimit);
      } catch (error) {
        if (!(asUnavailable(error) instanceof UnavailableError)) throw error;
        await setTimeout(retryPause, undefined, { signal: ended }).catch(() => undefined);
      }
    }
    return [];
  }

  async #enter(practiceId: string): Promise<PracticeFeed> {
    let entry = this.#feeds.get(practiceId);
    if (!entry) {
      entry = { feed: this.#open(practiceId), users: 0 };
      this.#feeds.set(practiceId, entry);
    }
    entry.users++;
    try {
      return await entry.feed;
    } catch (error) {
      this.#leave(practiceId);
      throw error;
    }
  }

  #leave(practiceId: string): void {
    const entry = this.#feeds.get(practiceId);
    if (entry && --entry.users === 0) this.#feeds.delete(practiceId);
  }

  async #open(practiceId: string): Promise<PracticeFeed> {
    return new PracticeFeed(practiceId, this.#outbox, await this.#outbox.latest(practiceId));
  }

  #refreshAll(): void {
    for (const practiceId of this.#feeds.keys()) this.#refresh(practiceId);
  }

  #refresh(practiceId: string): void {
    const entry = this.#feeds.get(practiceId);
    entry?.feed.then(feed => feed.refresh()).catch(() => this.#refreshLater());
  }

  #refreshLater(): void {
    if (this.#retry || this.#stopped.signal.aborted) return;
    this.#retry = globalThis.setTimeout(() => {
      this.#retry = null;
      this.#refreshAll();
    }, retryPause);
    this.#retry.unref();
  }
}
