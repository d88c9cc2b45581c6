import { LockMode } from '@mikro-orm/core';
import { assertMay } from '../../platform/access/viewer.js';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { NotFoundError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { auditFailure, change, transact } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import { ApiKey } from './api-key.entity.js';
import type { Liveness } from './staff.liveness.js';
import { assertMayGrantPermissions } from './staff.policy.js';
import { CreateApiKey } from './staff.rules.js';
import { hashOfSecret, newSecret } from './staff.tokens.js';

/** How much of a secret stays readable, so that a person recognizes the key. */
const prefixLength = 10;

/** Keys of programs: named permissions, a secret that is shown once. */
export class ApiKeys {
  constructor(
    readonly ground: Ground,
    readonly liveness: Liveness,
  ) {}

  /** Resolves to the id and the secret, which can't be read again. Throws ValidationError, ForbiddenError. */
  async create(ctx: RequestContext, input: unknown): Promise<{ id: string; secret: string }> {
    const useCase = {
      operation: 'createApiKey',
      permission: 'apiKey:create',
      action: 'CREATE',
      objectType: 'API_KEY',
    } as const;
    return auditFailure(this.ground, ctx, useCase, async () => {
      assertMay(ctx.viewer, useCase.permission);
      const { name, permissions, expiresAt = null } = parse(CreateApiKey, input);
      assertMayGrantPermissions(ctx.viewer, permissions);
      const [id, secret, now] = [newId(), newSecret('crm'), this.ground.clock.now()];
      if (expiresAt && expiresAt <= now)
        throw ValidationError.at('expiresAt', 'OUT_OF_RANGE', 'Must lie in the future.');
      await transact(this.ground, ctx, useCase, async unit => {
        const base = { id, practiceId: ctx.practiceId, createdAt: now, updatedAt: now, createdById: authorOf(ctx) };
        const prefix = secret.slice(0, prefixLength);
        unit.em.create(
          ApiKey,
          { ...base, name, prefix, secretHash: hashOfSecret(secret), permissions, expiresAt },
          { persist: true },
        );
        unit.record(id, {
          name: { from: null, to: name },
          permissions: { from: null, to: permissions },
          expiresAt: { from: null, to: expiresAt },
        });
      });
      return { id, secret };
    });
  }

  /** Refused everywhere within seconds; revoking again changes nothing. */
  async revoke(ctx: RequestContext, id: string): Promise<void> {
    const objectId = isId(id) ? id : undefined;
    const useCase = {
      operation: 'revokeApiKey',
      permission: 'apiKey:delete',
      action: 'DELETE',
      objectType: 'API_KEY',
    } as const;
    await change(this.ground, ctx, { ...useCase, objectId }, async unit => {
      const where = { id, practiceId: ctx.practiceId };
      const key = isId(id) && (await unit.em.findOne(ApiKey, where, { lockMode: LockMode.PESSIMISTIC_WRITE }));
      if (!key) throw new NotFoundError('API_KEY');
      if (key.revokedAt) return unit.record(key.id);
      key.revokedAt = key.updatedAt = this.ground.clock.now();
      unit.record(key.id, { revokedAt: { from: null, to: key.revokedAt } });
    });
    this.liveness.forget();
  }
}

const authorOf = ({ signedIn }: RequestContext): string | null => (signedIn.kind === 'SYSTEM' ? null : signedIn.id);
