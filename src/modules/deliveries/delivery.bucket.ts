import type { Ground } from '../../platform/ground.js';

/** What the bucket holds now: it fills with time, up to a second's worth, by the clock of the database. */
const filled = `least($1::float8, tokens + greatest(0, extract(epoch from now() - filled_at))::float8 * $1::float8)`;

const take = `
  with taken as (
    update send_bucket set tokens = ${filled} - $2::float8, filled_at = greatest(filled_at, now())
    where ${filled} >= $2::float8 and (blocked_until is null or blocked_until <= now())
    returning true
  )
  select exists (select from taken) as "isTaken",
    greatest(0, ($2::float8 - ${filled}) / $1::float8, extract(epoch from blocked_until - now())) * 1000 as "waitMs"
  from send_bucket`;

const giveBack = 'update send_bucket set tokens = least($1::float8, tokens + $2::float8)';

const block = `
  update send_bucket set blocked_until = greatest(blocked_until, clock_timestamp() + make_interval(secs => $1))`;

/** How many messages may leave: one bucket for all workers on all machines, which also outlives them. */
export class SendBucket {
  readonly #perSecond: number;
  constructor(private readonly ground: Ground) {
    this.#perSecond = ground.config.send.perSecond;
  }

  /** Takes room for so many messages, at most a second's worth; answers 0, or how many milliseconds to wait for it. */
  async take(count: number): Promise<number> {
    const { rows } = await this.ground.database.query<{ isTaken: boolean; waitMs: string }>(take, [
      this.#perSecond,
      count,
    ]);
    const { isTaken, waitMs } = rows[0]!;
    return isTaken ? 0 : Math.max(1, Math.ceil(Number(waitMs)));
  }

  /** Room that was taken and not used. */
  async giveBack(count: number): Promise<void> {
    if (count > 0) await this.ground.database.query(giveBack, [this.#perSecond, count]);
  }

  /** Nobody sends for so long, as the provider asked. */
  async block(seconds: number): Promise<void> {
    await this.ground.database.query(block, [seconds]);
  }
}
