import { LRUCache } from 'lru-cache';
import type { Viewer } from '../../platform/access/viewer.js';
import { RequestContext } from '../../platform/context.js';
import { UnauthenticatedError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { transact } from '../../platform/use-case.js';
import { noteDevice } from './staff.devices.js';
import { ExternalIssuer } from './staff.external-issuer.js';
import type { KeyState, Liveness, StaffState } from './staff.liveness.js';
import { type AccessTokens, hashOfSecret } from './staff.tokens.js';

/** What a caller shows: a header each, or the same in a socket's connection parameters. */
export interface Credentials {
  authorization?: string | null;
  apiKey?: string | null;
}

/** A token whose signature was checked; what may change since is asked of Liveness. */
interface CheckedToken {
  staffId: string;
  sessionId: string | null;
  epoch: number | null;
  issuedAt: Date | null;
  expiresAt: Date;
  /** The last answer, good while the state it was made of is the same. */
  viewer?: Viewer;
  state?: StaffState;
}

const invalidToken = () => new UnauthenticatedError('The access token is not valid.');
const invalidKey = () => new UnauthenticatedError('The API key is not valid.');
const seenAgainMs = 300_000;
const usedAgainMs = 60_000;

/** Tells who a caller is; a token seen before costs a look-up, not a signature. */
export class Authenticator {
  /** By the header as it came. */
  readonly #checked = new LRUCache<string, CheckedToken>({ max: 20_000 });
  readonly #behind = new WeakMap<Viewer, CheckedToken | { secretHash: string }>();
  readonly #external: ExternalIssuer;

  constructor(
    readonly ground: Ground,
    readonly tokens: AccessTokens,
    readonly liveness: Liveness,
  ) {
    this.#external = new ExternalIssuer(ground);
  }

  /** Null without credentials. Throws UnauthenticatedError when there are some and they are not good. */
  async authenticate(credentials: Credentials, from: RequestContext): Promise<Viewer | null> {
    const { authorization, apiKey } = credentials;
    if (authorization && apiKey) throw new UnauthenticatedError('Send an access token or an API key, not both.');
    if (apiKey) return this.#ofKey(apiKey, from);
    if (!authorization) return null;
    return this.#ofToken(authorization, from);
  }

  /** Whether a viewer of before may still act; for sockets, which outlive their token's check. */
  async isLive(viewer: Viewer): Promise<boolean> {
    if (viewer.kind === 'SYSTEM') return true;
    const behind = this.#behind.get(viewer);
    if (!behind) return false;
    if ('secretHash' in behind) return Boolean((await this.liveness.key(behind.secretHash))?.isUsable);
    return this.#isGood(behind, await this.#stateOf(behind));
  }

  /** When the viewer's access token ends; null for an API key. */
  accessTokenExpiry(viewer: Viewer): Date | null {
    const behind = this.#behind.get(viewer);
    return behind && 'expiresAt' in behind ? behind.expiresAt : null;
  }

  async #ofToken(header: string, from: RequestContext): Promise<Viewer> {
    let checked = this.#checked.get(header);
    if (!checked) {
      const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
      if (!token) throw invalidToken();
      checked = await this.#check(token);
      this.#checked.set(header, checked);
    }
    const state = await this.#stateOf(checked);
    if (!state || !this.#isGood(checked, state)) throw invalidToken();
    if (!checked.viewer || checked.state !== state) {
      checked.viewer = viewerOf(state);
      checked.state = state;
      this.#behind.set(checked.viewer, checked);
    }
    if (state.session) await this.#noteSeen(state, checked.viewer, from);
    return checked.viewer;
  }

  async #check(token: string): Promise<CheckedToken> {
    if (this.#external.claims(token)) {
      return { ...(await this.#external.verify(token)), sessionId: null, epoch: null };
    }
    return { ...(await this.tokens.verify(token)), issuedAt: null };
  }

  #stateOf({ sessionId, staffId }: CheckedToken): Promise<StaffState | null> {
    return sessionId ? this.liveness.session(sessionId) : this.liveness.member(staffId);
  }

  #isGood(checked: CheckedToken, state: StaffState | null): boolean {
    if (!state?.isActive || checked.staffId !== state.staffId) return false;
    if (checked.expiresAt <= this.ground.clock.now()) return false;
    if (checked.issuedAt && state.tokensValidFrom && checked.issuedAt.getTime() < state.tokensValidFrom) return false;
    return checked.epoch === null || (checked.epoch === state.epoch && state.session?.isOpen === true);
  }

  async #noteSeen(state: StaffState, viewer: Viewer, from: RequestContext): Promise<void> {
    const session = state.session!;
    const now = this.ground.clock.now();
    const isKnown = from.ip === null || session.addresses.includes(from.ip);
    if (!session.deviceId || (isKnown && now.getTime() - session.lastSeenAt < seenAgainMs)) return;
    session.lastSeenAt = now.getTime();
    if (from.ip !== null) session.addresses.push(from.ip);
    const useCase = {
      operation: 'authenticate',
      permission: 'session:read',
      action: 'UPDATE',
      objectType: 'DEVICE',
    } as const;
    // Its audit row is not the call's own, which the door still owes.
    const acting = new RequestContext({ ...from, viewer, idempotency: null });
    await transact(this.ground, acting, useCase, unit => noteDevice(unit, state.staffId, session.deviceId!, now));
  }

  async #ofKey(secret: string, from: RequestContext): Promise<Viewer> {
    const secretHash = hashOfSecret(secret);
    const key = await this.liveness.key(secretHash);
    if (!key?.isUsable) throw invalidKey();
    await this.#noteUsed(key);
    const { id, practiceId, permissions } = key;
    const viewer: Viewer = {
      kind: 'API_KEY',
      id,
      practiceId,
      roles: [],
      permissions,
      deviceId: from.deviceId ?? undefined,
    };
    this.#behind.set(viewer, { secretHash });
    return viewer;
  }

  async #noteUsed(key: KeyState): Promise<void> {
    const now = this.ground.clock.now();
    if (key.lastUsedAt && now.getTime() - key.lastUsedAt < usedAgainMs) return;
    key.lastUsedAt = now.getTime();
    await this.ground.database.query('update api_keys set last_used_at = $2 where id = $1', [key.id, now]);
  }
}

function viewerOf({ staffId, practiceId, roles, session }: StaffState): Viewer {
  const viewer: Viewer = { kind: 'STAFF', id: staffId, practiceId, roles };
  return session ? { ...viewer, sessionId: session.id, deviceId: session.deviceId ?? undefined } : viewer;
}
