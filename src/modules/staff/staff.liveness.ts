import { LRUCache } from 'lru-cache';
import type { Permission } from '../../platform/access/role-matrix.js';
import type { Role } from '../../platform/access/roles.js';
import type { Clock } from '../../platform/clock.js';
import { asUnavailable } from '../../platform/database/failures.js';
import type { Ground } from '../../platform/ground.js';

/** An instant as milliseconds since 1970; a double, since a bigint would come as text. */
const milliseconds = (sql: string) => `(extract(epoch from ${sql}) * 1000)::float8`;

/** An account as it stands, and the session when it was asked through one. */
export interface StaffState {
  staffId: string;
  practiceId: string;
  roles: readonly Role[];
  epoch: number;
  /** External tokens issued before are refused. */
  tokensValidFrom: number | null;
  isActive: boolean;
  session: { id: string; deviceId: string | null; addresses: string[]; lastSeenAt: number; isOpen: boolean } | null;
}

export interface KeyState {
  id: string;
  practiceId: string;
  permissions: readonly Permission[];
  isUsable: boolean;
  lastUsedAt: number | null;
}

/** Other processes hear of a change within this time; the promise to callers is five seconds. */
const trustedMs = 2_000;

const member = `m.id as "staffId", m.practice_id as "practiceId", m.roles, m.token_epoch as epoch,
  ${milliseconds('m.tokens_valid_from')} as "tokensValidFrom", m.is_active as "isActive"`;

const ofSession = `
  select ${member}, jsonb_build_object('id', s.id, 'deviceId', s.device_id,
    'addresses', coalesce(d.addresses, '{}'), 'lastSeenAt', ${milliseconds('coalesce(d.last_seen_at, s.created_at)')},
    'isOpen', s.revoked_at is null and s.expires_at > $2) as session
  from sessions s join staff_members m on m.id = s.staff_id left join devices d on d.id = s.device_id
  where s.id = $1`;

const ofMember = `select ${member}, null as session from staff_members m where m.id = $1 and $2::timestamptz is not null`;

const ofKey = `
  select id, practice_id as "practiceId", permissions, ${milliseconds('last_used_at')} as "lastUsedAt",
    revoked_at is null and (expires_at is null or expires_at > $2) as "isUsable"
  from api_keys where secret_hash = $1`;

/** Whether accounts, sessions and keys are still good, asked of the database at most every two seconds each. */
export class Liveness {
  readonly #known = new LRUCache<string, { at: number; state: Promise<unknown> }>({ max: 20_000 });
  readonly clock: Clock;

  constructor(readonly ground: Ground) {
    this.clock = ground.clock;
  }

  session(id: string): Promise<StaffState | null> {
    return this.#ask(`session:${id}`, () => this.#one<StaffState>(ofSession, id));
  }

  member(id: string): Promise<StaffState | null> {
    return this.#ask(`member:${id}`, () => this.#one<StaffState>(ofMember, id));
  }

  key(secretHash: string): Promise<KeyState | null> {
    return this.#ask(`key:${secretHash}`, () => this.#one<KeyState>(ofKey, secretHash));
  }

  /** This process forgets what it knew, after a change made here. */
  forget(): void {
    this.#known.clear();
  }

  async #one<State>(statement: string, key: string): Promise<State | null> {
    const { rows } = await this.ground.database.query(statement, [key, this.clock.now()]);
    return (rows[0] as State) ?? null;
  }

  #ask<State>(key: string, read: () => Promise<State | null>): Promise<State | null> {
    const now = performance.now();
    const known = this.#known.get(key);
    if (known && now - known.at < trustedMs) return known.state as Promise<State | null>;
    const state = read().catch(error => {
      this.#known.delete(key);
      throw asUnavailable(error);
    });
    this.#known.set(key, { at: now, state });
    return state;
  }
}
