import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../clock.js';
import type { RequestContext } from '../context.js';
import { asUnavailable } from '../database/failures.js';
import type { SealPlace } from '../encryption/cipher.js';
import { ConflictError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import type { KeyedCall } from './idempotency-key.js';

/** An answer as a door sends it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | null;
}

interface KeyRow {
  id: string;
  request_hash: string;
  is_committed: boolean;
  status: number | null;
  sealed_answer: string | null;
  is_abandoned: boolean;
}

interface Limits {
  /** How long an answer is given again. */
  keepMs: number;
  /** How long a starter that stopped renewing counts as alive. */
  leaseMs: number;
  /** How long a second call waits for the first one's answer. */
  waitMs: number;
}

const usual: Limits = { keepMs: 24 * 3_600_000, leaseMs: 30_000, waitMs: 10_000 };

/** One statement, so that of many callers exactly one begins: a new key, an expired one, or one left undone. */
const claimStatement = `
  insert into idempotency_keys as k
    (id, practice_id, actor_id, key_hash, request_hash, started_at, expires_at, leased_until)
  values ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 millisecond')
  on conflict (practice_id, actor_id, key_hash) do update
    set id = excluded.id, request_hash = excluded.request_hash, is_committed = false, status = null,
        sealed_answer = null, started_at = excluded.started_at, expires_at = excluded.expires_at,
        leased_until = excluded.leased_until
    where k.expires_at <= excluded.started_at
      or (k.leased_until < now() and not k.is_committed and k.status is null
          and k.request_hash = excluded.request_hash)
  returning id`;

const findStatement = `
  select id, request_hash, is_committed, status, sealed_answer, leased_until < now() as is_abandoned
  from idempotency_keys where practice_id = $1 and actor_id = $2 and key_hash = $3`;

/** Gives a repeated write the first one's answer, across processes and crashes; never its effect again. */
export class Idempotency {
  readonly #limits: Limits;
  constructor(
    private readonly ground: Pick<Ground, 'database' | 'cipher' | 'clock' | 'logger'>,
    limits: Partial<Limits> = {},
  ) {
    this.#limits = { ...usual, ...limits };
  }

  /**
   * Runs the work once for this key of this viewer; `keeps` tells which answers are final.
   * Throws ConflictError IDEMPOTENCY_CONFLICT, IN_PROGRESS or ALREADY_CARRIED_OUT.
   */
  async run(
    ctx: RequestContext,
    call: KeyedCall,
    work: () => Promise<Answer>,
    keeps: (answer: Answer) => boolean,
  ): Promise<Answer & { isReplayed: boolean }> {
    const claim = await this.#claim(ctx, call).catch(error => {
      throw asUnavailable(error);
    });
    if (typeof claim !== 'string') return { ...claim, isReplayed: true };
    return { ...(await this.#carryOut(ctx, claim, work, keeps)), isReplayed: false };
  }

  /** The id under which to begin, or the first call's answer once there is one. */
  async #claim(ctx: RequestContext, call: KeyedCall): Promise<string | Answer> {
    const deadline = Date.now() + this.#limits.waitMs;
    for (let wait = 20; ; wait = Math.min(wait * 1.5, 250)) {
      const id = await this.#begin(ctx, call);
      if (id !== null) return id;
      const row = await this.#find(ctx, call);
      if (row && row.request_hash !== call.requestHash) {
        throw new ConflictError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key came before with another request.', [
          'Idempotency-Key',
        ]);
      }
      if (row?.sealed_answer) return this.#open(ctx, row);
      if (row?.is_abandoned && row.is_committed) throw carriedOut();
      if (Date.now() >= deadline) {
        throw new ConflictError('IN_PROGRESS', 'The first call with this Idempotency-Key is still at work.', [
          'Idempotency-Key',
        ]);
      }
      await pause(wait);
    }
  }

  async #begin(ctx: RequestContext, call: KeyedCall): Promise<string | null> {
    const now = this.ground.clock.now();
    const expires = new Date(now.getTime() + this.#limits.keepMs);
    const { practiceId, signedIn: viewer } = ctx;
    const { keyHash, requestHash } = call;
    const values = [newId(), practiceId, viewer.id, keyHash, requestHash, now, expires, this.#limits.leaseMs];
    const { rows } = await this.ground.database.query<{ id: string }>(claimStatement, values);
    return rows[0]?.id ?? null;
  }

  async #find(ctx: RequestContext, call: KeyedCall): Promise<KeyRow | undefined> {
    const values = [ctx.practiceId, ctx.signedIn.id, call.keyHash];
    return (await this.ground.database.query<KeyRow & Record<string, unknown>>(findStatement, values)).rows[0];
  }

  #open(ctx: RequestContext, row: KeyRow): Answer {
    const kept = this.ground.cipher.open<Omit<Answer, 'status'>>(placeOf(ctx, row.id), row.sealed_answer as string);
    return { status: row.status as number, ...kept };
  }

  async #carryOut(
    ctx: RequestContext,
    id: string,
    work: () => Promise<Answer>,
    keeps: (answer: Answer) => boolean,
  ): Promise<Answer> {
    const renewal = setInterval(() => void this.#renew(id), this.#limits.leaseMs / 3).unref();
    ctx.idempotency = { id };
    let answer: Answer | null = null;
    try {
      answer = await work();
      return answer;
    } finally {
      clearInterval(renewal);
      ctx.idempotency = null;
      await this.#end(ctx, id, answer && keeps(answer) ? answer : null);
    }
  }

  async #renew(id: string): Promise<void> {
    const text = `update idempotency_keys set leased_until = now() + $2 * interval '1 millisecond' where id = $1`;
    await this.ground.database
      .query(text, [id, this.#limits.leaseMs])
      .catch(error => this.ground.logger.warn({ err: error }, 'an idempotency lease was not renewed'));
  }

  /** Keeps the answer; without one the key is free again, unless something was committed under it. */
  async #end(ctx: RequestContext, id: string, answer: Answer | null): Promise<void> {
    const { database, cipher, logger } = this.ground;
    try {
      if (answer) {
        const sealed = cipher.seal(placeOf(ctx, id), { headers: answer.headers, body: answer.body });
        const text = 'update idempotency_keys set status = $2, sealed_answer = $3 where id = $1';
        await database.query(text, [id, answer.status, sealed]);
        return;
      }
      const { rowCount } = await database.query('delete from idempotency_keys where id = $1 and not is_committed', [
        id,
      ]);
      if (rowCount === 0) {
        await database.query(`update idempotency_keys set leased_until = '-infinity' where id = $1`, [id]);
      }
    } catch (error) {
      // The caller has its answer; a repetition is told that the first call was carried out.
      logger.warn({ err: error, requestId: ctx.requestId }, 'an idempotent answer was not kept');
    }
  }
}

function carriedOut(): ConflictError {
  const message =
    'The first call with this Idempotency-Key was carried out, but its answer was lost; it is not repeated. Read the record.';
  return new ConflictError('ALREADY_CARRIED_OUT', message, ['Idempotency-Key']);
}

const placeOf = (ctx: RequestContext, rowId: string): SealPlace => ({
  practiceId: ctx.practiceId,
  table: 'idempotency_keys',
  column: 'sealed_answer',
  rowId,
});

/** Removes the keys whose day is over; returns how many. */
export async function purgeIdempotencyKeys(ground: Pick<Ground, 'database' | 'clock'>): Promise<number> {
  const now = ground.clock.now();
  const { rowCount } = await ground.database.query('delete from idempotency_keys where expires_at <= $1', [now]);
  return rowCount ?? 0;
}
