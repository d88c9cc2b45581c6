import { LockMode } from '@mikro-orm/core';
import { assertMay } from '../../platform/access/viewer.js';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { violates } from '../../platform/database/failures.js';
import { ConflictError, NotFoundError, StaleVersionError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { auditFailure, transact, type UnitOfWork, type UseCase } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import { StaffMember } from './staff.entity.js';
import type { Liveness } from './staff.liveness.js';
import type { Passwords } from './staff.passwords.js';
import { assertMayGrantRoles } from './staff.policy.js';
import { CreateStaffMember, UpdateStaffMember } from './staff.rules.js';
import type { StaffSessions } from './staff.sessions.js';

export const isEmailTaken = (error: unknown): boolean => violates(error, 'staff_members_email');

/** Addresses sign people in, so that two accounts can't share one, whichever their practices. */
export const emailTaken = (path = ['email']): ConflictError =>
  new ConflictError('EMAIL_TAKEN', 'An account with this email address exists.', path);

/** Accounts of the practice's staff; only who keeps staff writes them. */
export class StaffService {
  constructor(
    readonly ground: Ground,
    readonly passwords: Passwords,
    readonly sessions: StaffSessions,
    readonly liveness: Liveness,
  ) {}

  /** Resolves to the new member's id. Throws ValidationError, ConflictError EMAIL_TAKEN, ForbiddenError. */
  async create(ctx: RequestContext, input: unknown): Promise<string> {
    const useCase = called('createStaffMember', 'CREATE', 'staff:create');
    return auditFailure(this.ground, ctx, useCase, async () => {
      assertMay(ctx.viewer, useCase.permission);
      const { password, timeZone = null, ...values } = parse(CreateStaffMember, input);
      assertMayGrantRoles(ctx.viewer, values.roles);
      const passwordHash = password ? await this.passwords.hash(password) : null;
      const [id, now, createdById] = [newId(), this.ground.clock.now(), authorOf(ctx)];
      return this.#write(ctx, useCase, async unit => {
        unit.em.create(
          StaffMember,
          {
            ...values,
            ...{ id, timeZone, passwordHash, createdById, createdAt: now, updatedAt: now },
            ...{ practiceId: ctx.practiceId, isActive: true, isSecondFactorConfirmed: false, tokenEpoch: 1 },
          },
          { persist: true },
        );
        await unit.em.flush();
        const { email, name, roles } = values;
        unit.record(id, fresh({ email, name, roles, timeZone, ...(password ? { password: true } : {}) }));
        return id;
      });
    });
  }

  /** Changes the given fields; new roles, a new password or closing ends the member's tokens everywhere. */
  async update(ctx: RequestContext, id: string, input: unknown, expectedVersion?: number | null): Promise<void> {
    const useCase = called('updateStaffMember', 'UPDATE', 'staff:update', id);
    await auditFailure(this.ground, ctx, useCase, async () => {
      assertMay(ctx.viewer, useCase.permission);
      const values = parse(UpdateStaffMember, input);
      assertMayGrantRoles(ctx.viewer, values.roles ?? []);
      const passwordHash = values.password === undefined ? undefined : await this.passwords.hash(values.password);
      await this.#write(ctx, useCase, unit => this.#apply(unit, id, values, { passwordHash, expectedVersion }));
    });
  }

  /** Closes an account: its sessions end, and so do the keys its holder made and therefore knows. */
  async deactivate(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<void> {
    const useCase = called('deactivateStaffMember', 'UPDATE', 'staff:delete', id);
    await auditFailure(this.ground, ctx, useCase, async () => {
      assertMay(ctx.viewer, useCase.permission);
      await this.#write(ctx, useCase, unit => this.#apply(unit, id, { isActive: false }, { expectedVersion }));
    });
  }

  async #apply(
    unit: UnitOfWork,
    id: string,
    { password, ...values }: UpdateStaffMember,
    { passwordHash, expectedVersion }: { passwordHash?: string; expectedVersion?: number | null },
  ): Promise<void> {
    const staff = await this.#locked(unit, id);
    assertMayGrantRoles(unit.ctx.signedIn, staff.roles);
    if (expectedVersion != null && expectedVersion !== staff.version) throw new StaleVersionError(staff.version);
    const wasOwner = staff.isOwner();
    const changes = differences(staff, values);
    if (passwordHash) changes.password = true;
    unit.record(staff.id, changes);
    if (Object.keys(changes).length === 0) return;
    const now = this.ground.clock.now();
    Object.assign(staff, values, passwordHash ? { passwordHash } : {}, { updatedAt: now });
    if (wasOwner && !staff.isOwner()) await assertAnotherOwner(unit, staff);
    if (!changes.roles && !changes.isActive && !changes.password) return;
    staff.endTokens(now);
    if (!staff.isActive) await this.#endKeysOf(unit, staff);
    const reason = changes.password ? 'PASSWORD_CHANGED' : 'DEACTIVATED';
    if (changes.password || !staff.isActive) await this.sessions.end(unit, reason, { staffId: staff.id });
  }

  /** Locks all owners first, in one order, so that two of them can't remove each other at once. */
  async #locked(unit: UnitOfWork, id: string): Promise<StaffMember> {
    const where = { id, practiceId: unit.ctx.practiceId };
    await unit.sql(
      `select id from staff_members where practice_id = $1 and 'OWNER' = any(roles) and is_active order by id for update`,
      [unit.ctx.practiceId],
    );
    const staff = isId(id) && (await unit.em.findOne(StaffMember, where, { lockMode: LockMode.PESSIMISTIC_WRITE }));
    if (!staff) throw new NotFoundError('STAFF_MEMBER');
    return staff;
  }

  async #endKeysOf(unit: UnitOfWork, staff: StaffMember): Promise<void> {
    const keys = await unit.sql<{ id: string }>(
      `update api_keys set revoked_at = $2, updated_at = $2, version = version + 1
       where created_by_id = $1 and revoked_at is null returning id`,
      [staff.id, this.ground.clock.now()],
    );
    if (keys.length > 0)
      unit.record(
        keys.map(key => key.id),
        { revokedAt: true },
        { objectType: 'API_KEY' },
      );
  }

  async #write<T>(ctx: RequestContext, useCase: UseCase, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    try {
      const result = await transact(this.ground, ctx, useCase, async unit => {
        const value = await work(unit);
        await unit.em.flush();
        return value;
      });
      this.liveness.forget();
      return result;
    } catch (error) {
      throw isEmailTaken(error) ? emailTaken() : error;
    }
  }
}

const called = (
  operation: string,
  action: UseCase['action'],
  permission: 'staff:create' | 'staff:update' | 'staff:delete',
  id?: string,
): UseCase => ({ operation, action, permission, objectType: 'STAFF_MEMBER', objectId: isId(id) ? id : undefined });

const authorOf = (ctx: RequestContext): string | null => (ctx.signedIn.kind === 'SYSTEM' ? null : ctx.signedIn.id);

async function assertAnotherOwner(unit: UnitOfWork, leaving: StaffMember): Promise<void> {
  const [other] = await unit.sql(
    `select id from staff_members where practice_id = $1 and 'OWNER' = any(roles) and is_active and id <> $2 limit 1`,
    [leaving.practiceId, leaving.id],
  );
  if (!other) throw new ConflictError('LAST_OWNER', 'The practice must keep an active owner.', ['id']);
}

/** What an account starts with, as the log tells it. */
const fresh = (values: Record<string, unknown>): AuditChanges =>
  Object.fromEntries(Object.entries(values).map(([key, to]) => [key, key === 'password' ? true : { from: null, to }]));

function differences(staff: StaffMember, values: Omit<UpdateStaffMember, 'password'>): AuditChanges {
  const before = staff as unknown as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key, to]) => to !== undefined && JSON.stringify(before[key]) !== JSON.stringify(to))
      .map(([key, to]) => [key, { from: before[key] ?? null, to }]),
  );
}
