import type { Viewer } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { auditFailure, transact } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { actingAs, practiceItself } from './staff.actor.js';
import { StaffMember } from './staff.entity.js';
import type { Liveness } from './staff.liveness.js';
import type { Passwords } from './staff.passwords.js';
import { ChangePassword, SignIn } from './staff.rules.js';
import type { SecondFactor } from './staff.second-factor.js';
import type { IssuedTokens, StaffSessions } from './staff.sessions.js';
import type { Attempt, SignInThrottle } from './staff.throttle.js';

export interface SignedIn extends IssuedTokens {
  viewer: Viewer;
}

/** One refusal for an unknown account, a wrong password, a wrong code and an account that is closed. */
const refused = () => new ConflictError('INVALID_CREDENTIALS', 'The email address or the password is not right.');

const ofSignIn = { operation: 'signIn', permission: 'session:read', action: 'SIGN_IN', objectType: 'SESSION' } as const;
const ofPassword = {
  operation: 'changePassword',
  permission: 'staff:update',
  action: 'UPDATE',
  objectType: 'STAFF_MEMBER',
} as const;

/** Sign-in by password and second factor, and the change of one's own password. */
export class StaffSignIn {
  constructor(
    readonly ground: Ground,
    readonly passwords: Passwords,
    readonly throttle: SignInThrottle,
    readonly secondFactor: SecondFactor,
    readonly sessions: StaffSessions,
    readonly liveness: Liveness,
  ) {}

  /** Throws ConflictError INVALID_CREDENTIALS or SECOND_FACTOR_REQUIRED, and RateLimitedError while locked. */
  async signIn(ctx: RequestContext, input: unknown): Promise<SignedIn> {
    const { values, staff } = await auditFailure(this.ground, ctx, ofSignIn, async () => {
      const given = parse(SignIn, input);
      return { values: given, staff: await this.#find(given.email) };
    });
    return actingAs(ctx, staff && practiceItself(staff.practiceId), known =>
      auditFailure(this.ground, known, { ...ofSignIn, objectType: 'STAFF_MEMBER', objectId: staff?.id }, async () => {
        const attempt = await this.throttle.begin(ctx, values.email);
        const isRight = await this.passwords.verify(staff?.passwordHash, values.password);
        if (!isRight || !staff?.isActive) return this.#refuse(attempt);
        if (staff.isSecondFactorConfirmed && !values.secondFactor) return this.#askForCode(attempt);
        if (staff.isSecondFactorConfirmed && !(await this.secondFactor.use(staff, values.secondFactor))) {
          return this.#refuse(attempt);
        }
        try {
          return await this.#begin(ctx, staff);
        } finally {
          await this.throttle.succeeded(attempt);
        }
      }),
    );
  }

  /** Ends every session and token of the viewer and opens a new session. */
  async changePassword(ctx: RequestContext, input: unknown): Promise<SignedIn> {
    return auditFailure(this.ground, ctx, { ...ofPassword, objectId: ctx.viewer?.id }, async () => {
      const { kind, id, practiceId } = ctx.signedIn;
      if (kind !== 'STAFF') throw new ForbiddenError('Only a person has a password.');
      const { currentPassword, newPassword } = parse(ChangePassword, input);
      const staff = await this.ground.database.fork().findOne(StaffMember, { id, practiceId });
      if (!staff) throw new NotFoundError('STAFF_MEMBER');
      const attempt = await this.throttle.begin(ctx, staff.email);
      if (!(await this.passwords.verify(staff.passwordHash, currentPassword))) {
        return this.#refuse(
          attempt,
          new ConflictError('INVALID_CREDENTIALS', 'That is not the password.', ['currentPassword']),
        );
      }
      await this.throttle.succeeded(attempt);
      const viewer = this.sessions.viewerOf(ctx, staff);
      const passwordHash = await this.passwords.hash(newPassword);
      const tokens = await transact(this.ground, ctx, ofPassword, async unit => {
        const now = this.ground.clock.now();
        const member = await unit.em.findOneOrFail(StaffMember, { id, practiceId });
        member.passwordHash = passwordHash;
        member.updatedAt = now;
        member.endTokens(now);
        await this.sessions.end(unit, 'PASSWORD_CHANGED', { staffId: id });
        unit.record(id, { password: true });
        return this.sessions.open(unit, viewer, member.tokenEpoch);
      });
      this.liveness.forget();
      return { ...tokens, viewer };
    });
  }

  async #begin(ctx: RequestContext, staff: StaffMember): Promise<SignedIn> {
    const viewer = this.sessions.viewerOf(ctx, staff);
    return actingAs(ctx, viewer, acting =>
      transact(this.ground, acting, ofSignIn, async unit => {
        // A password changed, or an account closed, since it was read must not open a session any more.
        const [now] = await unit.sql<{ epoch: number }>(
          'select token_epoch as epoch from staff_members where id = $1 and is_active for share',
          [staff.id],
        );
        if (now?.epoch !== staff.tokenEpoch) throw refused();
        unit.record(viewer.sessionId);
        return { ...(await this.sessions.open(unit, viewer, staff.tokenEpoch)), viewer };
      }),
    );
  }

  async #find(email: string): Promise<StaffMember | null> {
    return this.ground.database.fork().findOne(StaffMember, { email });
  }

  async #refuse(attempt: Attempt, error = refused()): Promise<never> {
    await this.throttle.failed(attempt);
    throw error;
  }

  async #askForCode(attempt: Attempt): Promise<never> {
    await this.throttle.succeeded(attempt);
    throw new ConflictError('SECOND_FACTOR_REQUIRED', 'Give a code of the second factor.', ['secondFactor']);
  }
}
