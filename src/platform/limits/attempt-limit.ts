import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { asUnavailable } from '../database/failures.js';
import { RateLimitedError } from '../errors/errors.js';
import type { Ground } from '../ground.js';

/** How often something public may be done, over all processes; `duration` in seconds. */
export class AttemptLimit {
  readonly #limiter: RateLimiterPostgres;

  constructor(ground: Ground, keyPrefix: string, limit: { points: number; duration: number }) {
    this.#limiter = new RateLimiterPostgres({
      ...limit,
      keyPrefix,
      storeClient: ground.database.pool,
      storeType: 'pool',
      tableName: 'form_attempts',
      tableCreated: true,
      clearExpiredByTimeout: false,
      // A flood is refused from memory, without a statement.
      inMemoryBlockOnConsumed: limit.points + 1,
    });
  }

  /** Counts one by this key, which is kept as a hash. @throws RateLimitedError beyond the limit. */
  async spend(key: string): Promise<void> {
    try {
      await this.#limiter.consume(createHash('sha256').update(key).digest('base64url'));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) throw new RateLimitedError(Math.ceil(refusal.msBeforeNext / 1000));
      throw asUnavailable(refusal);
    }
  }
}
