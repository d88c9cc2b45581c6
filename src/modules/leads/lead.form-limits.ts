import type { Ground } from '../../platform/ground.js';
import { AttemptLimit } from '../../platform/limits/attempt-limit.js';

/** A person fills in a form once or twice; a waiting room shares an address. */
const perAddress = { points: 20, duration: 600 };
/** More inquiries than any practice gets in an hour. */
const perForm = { points: 600, duration: 3600 };

/** How often forms may be sent, by sender and by form, over all processes. */
export class FormLimits {
  readonly #address: AttemptLimit;
  readonly #form: AttemptLimit;

  constructor(ground: Ground) {
    this.#address = new AttemptLimit(ground, 'address', perAddress);
    this.#form = new AttemptLimit(ground, 'form', perForm);
  }

  /** Counts one sending. @throws RateLimitedError beyond a limit. */
  async spend(practiceId: string, ip: string | null): Promise<void> {
    await this.#address.spend(`${practiceId} ${ip}`);
    await this.#form.spend(practiceId);
  }
}

/** Removes counts that no longer count. */
export async function forgetFormAttempts(ground: Ground): Promise<void> {
  await ground.database.query('delete from form_attempts where expire <= $1', [Date.now()]);
}
