import type { Logger } from 'pino';

export type RedisClient = Awaited<ReturnType<typeof redisClient>>;

/** Longest wait for an answer of Redis before its place is taken by PostgreSQL, in milliseconds. */
export const patience = 1_000;

const slowestRetry = 2_000;

/** A client that finds its way back by itself. Not connected yet; the library is loaded only where it is used. */
export async function redisClient(url: string, logger: Logger) {
  const { createClient } = await import('redis');
  const client = createClient({
    url,
    name: 'practice-crm',
    // What can't be said now is said over PostgreSQL; nothing waits for Redis to come back.
    disableOfflineQueue: true,
    pingInterval: patience,
    socket: {
      connectTimeout: patience,
      // A server that is stuck answers no ping, and its connection would last for ever.
      socketTimeout: patience * 3,
      reconnectStrategy: retries => Math.min(50 * 2 ** Math.min(retries, 10), slowestRetry),
    },
  });
  let isAway = false;
  client.on('ready', () => {
    if (isAway) logger.info('Redis is back');
    isAway = false;
  });
  client.on('error', (error: { code?: string }) => {
    // The message may hold the address with its password.
    if (!isAway) logger.warn({ code: error.code }, 'Redis is away; PostgreSQL announces events meanwhile');
    isAway = true;
  });
  return client;
}

/** The promise's value, or an error when it takes longer; what it comes to then is dropped. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It took too long.')), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
