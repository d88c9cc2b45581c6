import { createHash } from 'node:crypto';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import type { CustomTypesConfig, Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { outliveLostConnections } from './lost-connections.js';

export type { EntityManager } from '@mikro-orm/postgresql';

export interface DatabaseOptions {
  url: string;
  /** Role taken on each connection; it may not change the audit log. Null keeps the role of the URL. */
  role: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: entity classes of every noun
  entities: any[];
  poolSize?: number;
  applicationName?: string;
}

/** Shapes of a statement kept prepared in a process; a rarer shape is sent whole each time. */
const preparedLimit = 400;

/** One pool of connections: the unit of work for writes, plain prepared statements for reads. */
export class Database {
  readonly #prepared = new Map<string, string | undefined>();
  readonly #ends: (() => Promise<void>)[] = [];
  private constructor(
    readonly orm: MikroORM,
    readonly pool: Pool,
  ) {}

  static async open(options: DatabaseOptions): Promise<Database> {
    const orm = await MikroORM.init({
      clientUrl: options.url,
      entities: options.entities,
      pool: { min: 0, max: options.poolSize ?? 12, idleTimeoutMillis: 30_000 },
      driverOptions: {
        application_name: options.applicationName ?? 'practice-crm',
        keepAlive: true,
        connectionTimeoutMillis: 5_000,
        onPoolCreated: outliveLostConnections,
        // Statements are short, and compiling them costs more than it saves.
        options: `-c timezone=UTC -c jit=off${options.role ? ` -c role=${options.role}` : ''}`,
      },
      forceUtcTimezone: true,
      discovery: { warnWhenNoEntities: false },
      allowGlobalContext: false,
    });
    const pool = await orm.em.getConnection().getNativeClient();
    return new Database(orm, pool);
  }

  /** A fresh unit of work; never shared between requests. */
  fork(): EntityManager {
    return this.orm.em.fork() as EntityManager;
  }

  /** Runs one statement outside a transaction; a shape seen twice is prepared. Values are always bound. */
  query<Row extends QueryResultRow>(
    text: string,
    values: unknown[] = [],
    types?: CustomTypesConfig,
  ): Promise<QueryResult<Row>> {
    return this.pool.query<Row>({ name: this.#nameOf(text), text, values, types });
  }

  /** A name for a text seen before, so that the server keeps its plan; none on first sight. */
  #nameOf(text: string): string | undefined {
    const known = this.#prepared.get(text);
    if (known) return known;
    if (this.#prepared.size >= preparedLimit) return undefined;
    const name = this.#prepared.has(text)
      ? createHash('sha256').update(text).digest('base64url').slice(0, 32)
      : undefined;
    this.#prepared.set(text, name);
    return name;
  }

  /** A connection of its own, for LISTEN, advisory locks and streams; the caller releases it. */
  connect(): Promise<PoolClient> {
    return this.pool.connect();
  }

  /** What ends with the connections: nothing is left to do for it without them. */
  beforeClose(end: () => Promise<void>): void {
    this.#ends.push(end);
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end();
    await this.orm.close(true);
  }
}

/** Runs one bound statement inside the transaction that `em` holds. */
export async function execute<Row>(em: EntityManager, text: string, values: unknown[] = []): Promise<Row[]> {
  const result = await em.getKysely().executeQuery(CompiledQuery.raw(text, values));
  return result.rows as Row[];
}
