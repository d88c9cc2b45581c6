import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { RateLimitedError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';

interface Limit {
  kind: 'account' | 'address';
  /** Bad sign-ins within `seconds` before the lock. */
  attempts: number;
  seconds: number;
  lockSeconds: number;
}

export const accountLimit: Limit = { kind: 'account', attempts: 10, seconds: 300, lockSeconds: 900 };
export const addressLimit: Limit = { kind: 'address', attempts: 60, seconds: 60, lockSeconds: 300 };

/** A try that counts as bad until it is known to be good. */
export interface Attempt {
  at: Date;
  held: { limit: Limit; key: string }[];
}

// The place is taken before the password is looked at, so that tries at once can't slip under the limit.
const take = `
  insert into sign_in_attempts as s (key, attempts, last_attempt_id, expires_at)
  values ($1, array[$2::timestamptz], $6::uuid, $2::timestamptz + make_interval(secs => $3::int + $5::int))
  on conflict (key) do update set
    (attempts, last_attempt_id) = (
      select case when is_free then array_append(kept, $2::timestamptz) else s.attempts end,
        case when is_free then $6::uuid else s.last_attempt_id end
      from (
        select kept, coalesce(s.locked_until <= $2::timestamptz, true) and cardinality(kept) < $4::int as is_free
        from (select array(select a from unnest(s.attempts) a where a > $2::timestamptz - make_interval(secs => $3::int)) as kept) k
      ) f
    ),
    expires_at = greatest(s.expires_at, excluded.expires_at)
  returning last_attempt_id = $6::uuid as "isTaken",
    ceil(extract(epoch from coalesce(greatest(locked_until, $2::timestamptz), $2::timestamptz) - $2::timestamptz))::int as "secondsLocked"`;

const lockWhenFull = `
  update sign_in_attempts set
    locked_until = $2::timestamptz + make_interval(secs => $5::int),
    attempts = '{}',
    expires_at = $2::timestamptz + make_interval(secs => $5::int)
  where key = $1 and (locked_until is null or locked_until <= $2::timestamptz)
    and (select count(*) from unnest(attempts) a where a > $2::timestamptz - make_interval(secs => $3::int)) >= $4::int`;

const giveBack = `
  update sign_in_attempts set attempts = attempts[:array_position(attempts, $2::timestamptz) - 1] || attempts[array_position(attempts, $2::timestamptz) + 1:]
  where key = $1 and $2::timestamptz = any(attempts)`;

/** Counts bad sign-ins of an account and of an address, over all processes and restarts. */
export class SignInThrottle {
  constructor(readonly ground: Ground) {}

  /** Throws RateLimitedError while the account or the address is locked, whatever the password. */
  async begin(ctx: RequestContext, email: string): Promise<Attempt> {
    const attempt: Attempt = { at: this.ground.clock.now(), held: [] };
    const both = [
      [accountLimit, email],
      [addressLimit, networkOf(ctx.ip)],
    ] as const;
    for (const [limit, value] of both) {
      if (value === null) continue;
      const key = `${limit.kind}:${createHash('sha256').update(value).digest('base64url')}`;
      const refusedFor = await this.#hold(limit, key, attempt.at);
      if (refusedFor === null) attempt.held.push({ limit, key });
      else {
        await this.succeeded(attempt);
        throw new RateLimitedError(refusedFor);
      }
    }
    return attempt;
  }

  /** Null when the place is taken, else after how many seconds to come back. Waits while only others' open tries fill it. */
  async #hold(limit: Limit, key: string, at: Date): Promise<number | null> {
    for (let turn = 0; ; turn++) {
      const values = [key, at, limit.seconds, limit.attempts, limit.lockSeconds, newId()];
      const { rows } = await this.ground.database.query<{ isTaken: boolean; secondsLocked: number }>(take, values);
      const { isTaken, secondsLocked } = rows[0]!;
      if (isTaken) return null;
      if (secondsLocked > 0 || turn === 20) return Math.max(1, secondsLocked);
      await setTimeout(100);
    }
  }

  /** The try stays counted; the last one allowed locks. */
  async failed(attempt: Attempt): Promise<void> {
    for (const { limit, key } of attempt.held) {
      const values = [key, attempt.at, limit.seconds, limit.attempts, limit.lockSeconds];
      await this.ground.database.query(lockWhenFull, values);
    }
  }

  /** The try was none: its place is given back. */
  async succeeded(attempt: Attempt): Promise<void> {
    for (const { key } of attempt.held) await this.ground.database.query(giveBack, [key, attempt.at]);
  }

  /** Forgets counts that no longer matter; for the daily job. Returns how many. */
  async sweep(): Promise<number> {
    const { rowCount } = await this.ground.database.query('delete from sign_in_attempts where expires_at < $1', [
      this.ground.clock.now(),
    ]);
    return rowCount ?? 0;
  }
}

/** The address itself, or the /64 that one IPv6 customer holds. */
function networkOf(ip: string | null): string | null {
  if (!ip || !isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1] ?? ip;
  const [head = '', tail] = ip.toLowerCase().split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array(gap).fill('0'), ...right].slice(0, 4).join(':');
}
