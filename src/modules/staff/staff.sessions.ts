import { LockMode } from '@mikro-orm/core';
import type { Viewer } from '../../platform/access/viewer.js';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { auditFailure, transact, type UnitOfWork, type UseCase } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import { Session } from './session.entity.js';
import { actingAs, practiceItself } from './staff.actor.js';
import { deviceIdOf, noteDevice } from './staff.devices.js';
import type { StaffMember } from './staff.entity.js';
import type { Liveness } from './staff.liveness.js';
import { mayEndSession } from './staff.policy.js';
import { RefreshSession } from './staff.rules.js';
import { type AccessTokens, accessTokenSeconds, hashOfSecret, newSecret } from './staff.tokens.js';

/** What a sign-in or a refresh gives: `expiresAt` is the access token's end. */
export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
}

/** A session ends after this, however often it is refreshed: a working day. */
const sessionSeconds = 12 * 3600;
const keptSeconds = 90 * 24 * 3600;

interface RefreshRow {
  id: string;
  isUsed: boolean;
  practiceId: string;
  sessionId: string;
  deviceId: string | null;
  /** As PostgreSQL spells it. */
  expiresAt: string;
  isOpen: boolean;
  staffId: string;
  roles: StaffMember['roles'];
  isActive: boolean;
  epoch: number;
}

const byToken = `
  select r.id, r.used_at is not null as "isUsed", r.practice_id as "practiceId", r.session_id as "sessionId",
    s.device_id as "deviceId", s.expires_at as "expiresAt", s.revoked_at is null and s.expires_at > $2 as "isOpen",
    m.id as "staffId", m.roles, m.is_active as "isActive", m.token_epoch as epoch
  from refresh_tokens r join sessions s on s.id = r.session_id join staff_members m on m.id = s.staff_id
  where r.token_hash = $1`;

const invalidToken = () =>
  new ConflictError('INVALID_CREDENTIALS', 'The refresh token is not valid.', ['refreshToken']);

/** Sessions: opened by a sign-in, kept by rotated refresh tokens, ended by their holder or an owner. */
export class StaffSessions {
  constructor(
    readonly ground: Ground,
    readonly tokens: AccessTokens,
    readonly liveness: Liveness,
  ) {}

  /** Who the account is in a session of its own that is still to be opened. */
  viewerOf(ctx: RequestContext, staff: StaffMember): Viewer & { sessionId: string; deviceId: string } {
    const { id, practiceId, roles } = staff;
    return { kind: 'STAFF', id, practiceId, roles, sessionId: newId(), deviceId: deviceIdOf(id, ctx) };
  }

  /** Opens the session of `viewerOf` within a unit. */
  async open(unit: UnitOfWork, viewer: ReturnType<StaffSessions['viewerOf']>, epoch: number): Promise<IssuedTokens> {
    const now = this.ground.clock.now();
    const { sessionId, deviceId, id: staffId, practiceId } = viewer;
    const expiresAt = new Date(now.getTime() + sessionSeconds * 1000);
    await noteDevice(unit, staffId, deviceId, now);
    const { ip, userAgent } = unit.ctx;
    unit.em.create(
      Session,
      { id: sessionId, practiceId, staffId, deviceId, ip, userAgent, createdAt: now, lastUsedAt: now, expiresAt },
      { persist: true },
    );
    await unit.em.flush();
    return this.#issue(unit, { practiceId, sessionId, staffId, epoch, sessionEnds: expiresAt }, now);
  }

  /** Tokens for a refresh token, once. A second use ends the session. Throws ConflictError INVALID_CREDENTIALS. */
  async refresh(ctx: RequestContext, input: unknown): Promise<IssuedTokens> {
    const useCase = called('refreshSession', 'REFRESH');
    const { hash, found } = await auditFailure(this.ground, ctx, useCase, async () => {
      const tokenHash = hashOfSecret(parse(RefreshSession, input).refreshToken);
      const { rows } = await this.ground.database.query<RefreshRow>(byToken, [tokenHash, this.ground.clock.now()]);
      return { hash: tokenHash, found: rows[0] };
    });
    const who = found ? practiceItself(found.practiceId) : null;
    return actingAs(ctx, who, known =>
      auditFailure(this.ground, known, { ...useCase, objectId: found?.sessionId }, async () => {
        const tokens = found && (await this.#rotate(ctx, found, hash));
        if (!tokens) throw invalidToken();
        return tokens;
      }),
    );
  }

  /** Ends the session that the call was made in. */
  async signOut(ctx: RequestContext): Promise<void> {
    const useCase = { ...called('signOut', 'SIGN_OUT'), objectId: ctx.viewer?.sessionId };
    await auditFailure(this.ground, ctx, useCase, async () => {
      const { kind, sessionId } = ctx.signedIn;
      if (kind !== 'STAFF') throw new ForbiddenError('Only a person can sign out.');
      await transact(this.ground, ctx, useCase, async unit => {
        if (sessionId) await this.end(unit, 'SIGNED_OUT', { sessionId });
        unit.record(sessionId ?? []);
      });
      this.liveness.forget();
    });
  }

  /** Ends one's own session, or a colleague's for those who keep staff. */
  async revoke(ctx: RequestContext, id: string): Promise<void> {
    const useCase = { ...called('revokeSession', 'DELETE'), objectId: isId(id) ? id : undefined };
    await auditFailure(this.ground, ctx, useCase, async () => {
      const viewer = ctx.signedIn;
      await transact(this.ground, ctx, useCase, async unit => {
        const where = { id, practiceId: viewer.practiceId };
        const session = isId(id) && (await unit.em.findOne(Session, where, { lockMode: LockMode.PESSIMISTIC_WRITE }));
        if (!session) throw new NotFoundError('SESSION');
        if (!mayEndSession(viewer, session)) throw new ForbiddenError();
        await this.end(unit, 'REVOKED', { sessionId: session.id });
        unit.record(session.id);
      });
      this.liveness.forget();
    });
  }

  /** Ends one session, or all of a member, within a unit. */
  async end(unit: UnitOfWork, reason: string, of: { sessionId: string } | { staffId: string }): Promise<void> {
    const [column, id] = 'sessionId' in of ? ['id', of.sessionId] : ['staff_id', of.staffId];
    await unit.sql(
      `update sessions set revoked_at = $1, revoked_reason = $2 where ${column} = $3 and revoked_at is null`,
      [this.ground.clock.now(), reason, id],
    );
  }

  /** Removes sessions that ended long ago, with their tokens; the audit log keeps what was done in them. Returns how many. */
  async forgetEnded(): Promise<number> {
    const before = new Date(this.ground.clock.now().getTime() - keptSeconds * 1000);
    const { rowCount } = await this.ground.database.query('delete from sessions where expires_at < $1', [before]);
    return rowCount ?? 0;
  }

  /** Null when the token is not good; a used one has ended its session by then. */
  async #rotate(ctx: RequestContext, found: RefreshRow, hash: string): Promise<IssuedTokens | null> {
    const { staffId: id, practiceId, roles, sessionId } = found;
    const viewer: Viewer = { kind: 'STAFF', id, practiceId, roles, sessionId, deviceId: found.deviceId ?? undefined };
    return actingAs(ctx, viewer, acting =>
      transact(this.ground, acting, called('refreshSession', 'REFRESH'), async unit => {
        const now = this.ground.clock.now();
        const [row] = await unit.sql<RefreshRow>(`${byToken} for update of r, s for share of m`, [hash, now]);
        if (!row?.isOpen || !row.isActive) return null;
        if (row.isUsed) {
          await this.end(unit, 'TOKEN_REUSE', { sessionId });
          unit.record(sessionId, undefined, { outcome: 'DENIED', code: 'TOKEN_REUSE', reason: 'token_reuse' });
          this.liveness.forget();
          return null;
        }
        await unit.sql('update refresh_tokens set used_at = $2 where id = $1', [row.id, now]);
        await unit.sql('update sessions set last_used_at = $2 where id = $1', [sessionId, now]);
        if (row.deviceId) await noteDevice(unit, id, row.deviceId, now);
        unit.record(sessionId);
        return this.#issue(
          unit,
          { practiceId, sessionId, staffId: id, epoch: row.epoch, sessionEnds: new Date(row.expiresAt) },
          now,
        );
      }),
    );
  }

  async #issue(
    unit: UnitOfWork,
    of: { practiceId: string; sessionId: string; staffId: string; epoch: number; sessionEnds: Date },
    now: Date,
  ): Promise<IssuedTokens> {
    const refreshToken = newSecret('crmr');
    await unit.sql(
      'insert into refresh_tokens (id, practice_id, session_id, token_hash, created_at) values ($1, $2, $3, $4, $5)',
      [newId(), of.practiceId, of.sessionId, hashOfSecret(refreshToken), now],
    );
    const ends = Math.min(now.getTime() + accessTokenSeconds * 1000, of.sessionEnds.getTime());
    const expiresAt = new Date(Math.floor(ends / 1000) * 1000);
    return { accessToken: await this.tokens.sign({ ...of, expiresAt }), refreshToken, expiresAt };
  }
}

const called = (operation: string, action: UseCase['action']) =>
  ({ operation, action, permission: 'session:read', objectType: 'SESSION' }) as const;
