import { Secret, TOTP } from 'otpauth';
import type { RequestContext } from '../../platform/context.js';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { auditFailure, transact, type UnitOfWork } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { StaffMember } from './staff.entity.js';
import { ConfirmSecondFactor, EnrolSecondFactor } from './staff.rules.js';
import type { SignInThrottle } from './staff.throttle.js';

const issuer = 'Practice CRM';
const period = 30;
/** Steps before and after the present one, for clocks that differ. */
const tolerance = 1;

/** Keeps a code from being used again: only a later step than any used before counts. */
const useUp = `
  update staff_members set last_second_factor_counter = $2
  where id = $1 and coalesce(last_second_factor_counter, -1) < $2 returning id`;

const wrongCode = () => ValidationError.at('code', 'INVALID_CREDENTIALS', 'The code is not valid, or was used before.');

/** The second factor: codes of an authenticator app (TOTP), each good once. */
export class SecondFactor {
  constructor(
    readonly ground: Ground,
    readonly throttle: SignInThrottle,
  ) {}

  /** Makes a new secret for the viewer, in use once confirmed. Replacing one in use takes one of its codes. */
  async enrol(ctx: RequestContext, input: unknown): Promise<{ secret: string; otpauthUri: string }> {
    return this.#own(ctx, 'enrolSecondFactor', async (unit, staff) => {
      const { secondFactor } = parse(EnrolSecondFactor, input);
      if (staff.isSecondFactorConfirmed && !(await this.#try(ctx, staff, secondFactor))) {
        throw new ConflictError('SECOND_FACTOR_REQUIRED', 'Give a code of the second factor in use.', ['secondFactor']);
      }
      const secret = new Secret({ size: 20 });
      staff.sealedSecondFactor = this.ground.cipher.seal(placeOf(staff), secret.base32);
      staff.isSecondFactorConfirmed = false;
      unit.record(staff.id, { secondFactor: true });
      return { secret: secret.base32, otpauthUri: totpOf(secret.base32, staff.email).toString() };
    });
  }

  /** Puts the enrolled secret in use, by a first code of it. */
  async confirm(ctx: RequestContext, input: unknown): Promise<void> {
    await this.#own(ctx, 'confirmSecondFactor', async (unit, staff) => {
      const { code } = parse(ConfirmSecondFactor, input);
      if (!staff.sealedSecondFactor) throw new ConflictError('CONFLICT', 'Enrol a second factor first.');
      if (!(await this.#try(ctx, staff, code))) throw wrongCode();
      staff.isSecondFactorConfirmed = true;
      unit.record(staff.id, { isSecondFactorConfirmed: { from: false, to: true } });
    });
  }

  /** Whether the code is right and was not used before; it is used up then. */
  async use(staff: StaffMember, code: string | null | undefined): Promise<boolean> {
    if (!code || !staff.sealedSecondFactor) return false;
    const secret = this.ground.cipher.open<string>(placeOf(staff), staff.sealedSecondFactor);
    const timestamp = this.ground.clock.now().getTime();
    const delta = totpOf(secret, staff.email).validate({ token: code, timestamp, window: tolerance });
    if (delta === null) return false;
    const step = Math.floor(timestamp / 1000 / period) + delta;
    const { rowCount } = await this.ground.database.query(useUp, [staff.id, step]);
    return rowCount === 1;
  }

  /** Wrong codes count as bad sign-ins, or a stolen token could guess its way to a factor of its own. */
  async #try(ctx: RequestContext, staff: StaffMember, code: string | null | undefined): Promise<boolean> {
    if (!code) return false;
    const attempt = await this.throttle.begin(ctx, staff.email);
    const isRight = await this.use(staff, code);
    await (isRight ? this.throttle.succeeded(attempt) : this.throttle.failed(attempt));
    return isRight;
  }

  async #own<T>(
    ctx: RequestContext,
    operation: string,
    work: (unit: UnitOfWork, staff: StaffMember) => Promise<T>,
  ): Promise<T> {
    const useCase = { operation, action: 'UPDATE', permission: 'staff:update', objectType: 'STAFF_MEMBER' } as const;
    return auditFailure(this.ground, ctx, { ...useCase, objectId: ctx.viewer?.id }, async () => {
      const { kind, id, practiceId } = ctx.signedIn;
      if (kind !== 'STAFF') throw new ForbiddenError('Only a person has a second factor.');
      return transact(this.ground, ctx, useCase, async unit => {
        const staff = await unit.em.findOne(StaffMember, { id, practiceId });
        if (!staff) throw new NotFoundError('STAFF_MEMBER');
        staff.updatedAt = this.ground.clock.now();
        return work(unit, staff);
      });
    });
  }
}

const placeOf = (staff: StaffMember) => ({
  practiceId: staff.practiceId,
  table: 'staff_members',
  column: 'sealed_second_factor',
  rowId: staff.id,
});

const totpOf = (secret: string, label: string) =>
  new TOTP({ issuer, label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period });
