import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { asUnavailable } from '../../platform/database/failures.js';
import { RateLimitedError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';

/** A person fills in a form once or twice; a waiting room shares an address. */
const perAddress = { points: 20, duration: 600 };
/** More inquiries than any practice gets in an hour. */
const perForm = { points: 600, duration: 3600 };

/** How often forms may be sent, by sender and by form, over all processes. */
export class FormLimits {
  readonly #limiters: { address: RateLimiterPostgres; form: RateLimiterPostgres };

  constructor(ground: Ground) {
    const limiter = (keyPrefix: string, limit: { points: number; duration: number }) =>
      new RateLimiterPostgres({
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
    this.#limiters = { address: limiter('address', perAddress), form: limiter('form', perForm) };
  }

  /** Counts one sending. @throws RateLimitedError beyond a limit. */
  async spend(practiceId: string, ip: string | null): Promise<void> {
    await take(this.#limiters.address, createHash('sha256').update(`${practiceId} ${ip}`).digest('base64url'));
    await take(this.#limiters.form, practiceId);
  }
}

async function take(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new RateLimitedError(Math.ceil(refusal.msBeforeNext / 1000));
    throw asUnavailable(refusal);
  }
}

/** Removes counts that no longer count. */
export async function forgetFormAttempts(ground: Ground): Promise<void> {
  await ground.database.query('delete from form_attempts where expire <= $1', [Date.now()]);
}
