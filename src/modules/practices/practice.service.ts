import { randomBytes } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { newId } from '../../platform/clock.js';
import { RequestContext } from '../../platform/context.js';
import { NotFoundError, StaleVersionError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, transact, type UnitOfWork } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { Practice } from './practice.entity.js';
import { CreatePractice, UpdatePractice } from './practice.rules.js';

/** The first owner's account; who keeps accounts makes it, in the transaction that opens the practice. */
export interface FirstOwner<Given> {
  /** Resolves to what creates the account within the unit, and tells its id. */
  prepare(owner: Given): Promise<(unit: UnitOfWork, practiceId: string) => Promise<string>>;
}

/** What opening a practice takes besides its first owner. */
export interface NewPractice<Owner> {
  name: string;
  timeZone?: string;
  owner: Owner;
}

/** Practices: opened by the command line, changed by their owners. */
export class PracticeService<Owner = unknown> {
  constructor(
    readonly ground: Ground,
    readonly firstOwner: FirstOwner<Owner>,
  ) {}

  /** Opens a practice with its first OWNER, both or neither. Throws ValidationError. */
  async create(input: NewPractice<Owner>): Promise<{ practiceId: string; ownerId: string }> {
    const { name, timeZone } = parse(CreatePractice, { name: input.name, timeZone: input.timeZone });
    const createOwner = await this.firstOwner.prepare(input.owner);
    const practiceId = newId();
    const ctx = RequestContext.system(practiceId, 'cli');
    const useCase = { ...called('createPractice', 'CREATE'), objectId: practiceId };
    return transact(this.ground, ctx, useCase, async unit => {
      unit.em.persist(unit.em.create(Practice, { id: practiceId, name, timeZone, ...this.#defaults() }));
      await unit.em.flush();
      const ownerId = await createOwner(unit, practiceId);
      unit.record(practiceId, { name: { from: null, to: name }, timeZone: { from: null, to: timeZone } });
      return { practiceId, ownerId };
    });
  }

  /** Changes the given settings. Throws ValidationError, StaleVersionError, ForbiddenError. */
  async update(ctx: RequestContext, input: unknown, expectedVersion?: number | null): Promise<void> {
    const useCase = { ...called('updatePractice', 'UPDATE'), objectId: ctx.viewer?.practiceId };
    await change(this.ground, ctx, useCase, async unit => {
      const values = parse(UpdatePractice, input);
      const practice = await unit.em.findOne(
        Practice,
        { id: ctx.practiceId },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!practice) throw new NotFoundError('PRACTICE');
      if (expectedVersion != null && expectedVersion !== practice.version)
        throw new StaleVersionError(practice.version);
      const changes = differences(practice, values);
      if (Object.keys(changes).length === 0) return unit.record(practice.id);
      Object.assign(practice, Object.fromEntries(Object.entries(values).filter(([key]) => key in changes)));
      practice.updatedAt = this.ground.clock.now();
      unit.record(practice.id, changes);
      unit.publish({ type: 'PRACTICE_UPDATED', objectType: 'PRACTICE', objectId: practice.id });
    });
  }

  #defaults() {
    const now = this.ground.clock.now();
    return {
      createdAt: now,
      updatedAt: now,
      currency: 'USD',
      senderDomains: [],
      trackingDefault: { opens: false, clicks: false },
      firstResponseTargetHours: 24,
      requiresMarketingConsent: false,
      isPart2Program: false,
      formKey: randomBytes(16).toString('base64url'),
      postmarkWebhookKey: randomBytes(24).toString('base64url'),
    };
  }
}

const called = (operation: string, action: 'CREATE' | 'UPDATE') =>
  ({ operation, action, permission: 'practice:update', objectType: 'PRACTICE' }) as const;

/** Old and new value of what would change; the practice's own settings are not protected. */
function differences(practice: Practice, values: UpdatePractice): AuditChanges {
  const before = practice as unknown as Record<string, unknown>;
  const isSame = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key, to]) => to !== undefined && !isSame(before[key], to))
      .map(([key, to]) => [key, { from: before[key] ?? null, to }]),
  );
}

/** jsonb keeps no order of keys. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
