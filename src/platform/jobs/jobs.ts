import { fromKysely, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database, EntityManager } from '../database/database.js';
import { applicationRole } from '../database/role.js';
import { Ticker } from './ticker.js';

/** One kind of work done outside a request. Handlers may be called again after a crash, so they must not mind. */
export interface JobDefinition<Data extends object = object> {
  handler(data: Data): Promise<unknown>;
  /** Five-field cron in UTC: queued once over all workers each time. */
  cron?: string;
  /** Run this often by one worker at a time, without a queue; the next run counts from the end of the last. */
  everySeconds?: number;
  /** Jobs of this kind at once in one worker. */
  concurrency?: number;
  retryLimit?: number;
  /** Longest run before the job counts as lost. */
  expireInSeconds?: number;
}

interface EnqueueOptions {
  /** Queues in this transaction: the job exists if and only if it commits. */
  em?: EntityManager;
  startAfter?: Date;
  /** While a job with the same key waits, another one is not added. */
  singletonKey?: string;
}

interface JobsOptions {
  url: string;
  database: Database;
  logger: Logger;
}

/** The queue of this process: any process may add to it, workers take from it. */
export class Jobs {
  readonly #definitions = new Map<string, JobDefinition>();
  readonly #tickers: Ticker[] = [];
  readonly #boss: PgBoss;
  #started: Promise<unknown> | null = null;

  constructor(private readonly options: JobsOptions) {
    this.#boss = new PgBoss({
      connectionString: options.url,
      application_name: 'practice-crm jobs',
      options: `-c timezone=UTC -c role=${applicationRole}`,
      max: 4,
      migrate: false,
      createSchema: false,
      // Maintenance that needs ownership of the tables is the migrator's.
      reindex: false,
      monitorVacuum: false,
    });
    this.#boss.on('error', error => options.logger.error({ err: error }, 'the job queue failed'));
    this.#boss.on('warning', warning => options.logger.warn({ warning: warning.message }, 'the job queue warns'));
  }

  define<Data extends object>(name: string, definition: JobDefinition<Data>): void {
    if (this.#definitions.has(name)) throw new Error(`The job ${name} is defined twice.`);
    this.#definitions.set(name, definition as JobDefinition);
  }

  /** Adds a job; null when one with the same singleton key is waiting already. */
  async enqueue(name: string, data: object = {}, options: EnqueueOptions = {}): Promise<string | null> {
    await this.#ready();
    const { em, startAfter, singletonKey } = options;
    return this.#boss.send(name, data, {
      ...(startAfter && { startAfter }),
      ...(singletonKey && { singletonKey }),
      ...(em && { db: fromKysely(em.getKysely() as unknown as Parameters<typeof fromKysely>[0]) }),
    });
  }

  /** Takes jobs from now on, and keeps the schedules. */
  async work(): Promise<void> {
    await this.#ready();
    for (const [name, definition] of this.#definitions) {
      if (definition.everySeconds) this.#tick(name, definition);
      else await this.#take(name, definition);
    }
    for (const schedule of await this.#boss.getSchedules()) {
      if (!this.#definitions.get(schedule.name)?.cron) await this.#boss.unschedule(schedule.name, schedule.key);
    }
  }

  /** Takes no more, waits for what is running. */
  async stop(patienceMs = 10_000): Promise<void> {
    await Promise.all(this.#tickers.map(ticker => ticker.stop()));
    if (!this.#started) return;
    await this.#started.catch(() => undefined);
    await this.#boss.stop({ graceful: true, timeout: patienceMs });
  }

  #ready(): Promise<unknown> {
    this.#started ??= this.#start().catch(error => {
      this.#started = null;
      throw error;
    });
    return this.#started;
  }

  async #start(): Promise<void> {
    await this.#boss.start();
    for (const [name, { everySeconds, retryLimit = 8, expireInSeconds = 900 }] of this.#definitions) {
      if (everySeconds) continue;
      const options = {
        retryLimit,
        expireInSeconds,
        retryDelay: 2,
        retryBackoff: true,
        retryDelayMax: 900,
        heartbeatSeconds: 30,
      };
      await this.#boss.createQueue(name, options);
    }
  }

  async #take(name: string, { handler, cron, concurrency = 1 }: JobDefinition): Promise<void> {
    const { logger } = this.options;
    await this.#boss.work(name, { localConcurrency: concurrency, pollingIntervalSeconds: 1 }, async ([job]) => {
      try {
        await handler(job!.data as object);
      } catch (error) {
        logger.error({ err: error, job: name, jobId: job!.id }, 'a job failed');
        // What the queue keeps of a failure must not quote a row.
        throw new Error('failed; see the log', { cause: undefined });
      }
    });
    if (cron) await this.#boss.schedule(name, cron, {}, { tz: 'UTC' });
  }

  #tick(name: string, { handler, everySeconds }: JobDefinition): void {
    const { database, logger } = this.options;
    this.#tickers.push(new Ticker({ name, everyMs: everySeconds! * 1000, database, logger, run: () => handler({}) }));
  }
}
