import { assertMayOn } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { actorId, assertVersion, lockPresent, newRow } from '../../platform/database/rows.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { normalizeName } from '../../platform/reading/words.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { Organization } from './organization.entity.js';
import { CreateOrganization, type CreateOrganizationInput, UpdateOrganization } from './organization.rules.js';

const useCase = useCasesOf('ORGANIZATION');

/** Rows of a noun above that belong to an organization: while there are any, it stays. */
export interface OrganizationUse {
  /** What they are called, as `contacts`. */
  word: string;
  isUsed(unit: UnitOfWork, organizationId: string): Promise<boolean>;
}

/** The only writer of organizations. */
export class OrganizationService {
  constructor(
    private readonly ground: Ground,
    private readonly uses: readonly OrganizationUse[],
  ) {}

  create(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('createOrganization', 'organization:create', 'CREATE'), async unit =>
      this.enter(unit, parse(CreateOrganization, raw)),
    );
  }

  /** Adds an organization within another use case, which has checked permission. */
  enter(unit: UnitOfWork, input: CreateOrganizationInput): Organization {
    const organization = Object.assign(new Organization(), {
      ...newRow(unit.ctx, this.ground.clock.now()),
      isOnLegalHold: false,
    });
    organization.applyDetails(input);
    unit.em.persist(organization);
    unit.record(organization.id, undefined, { action: 'CREATE', objectType: 'ORGANIZATION' });
    unit.publish({ type: 'ORGANIZATION_CREATED', objectType: 'ORGANIZATION', objectId: organization.id });
    return organization;
  }

  /**
   * The ids of organizations by their normalized names within another use case: of those that are there, and of new
   * ones for the other names.
   */
  async ofNames(unit: UnitOfWork, names: readonly string[]): Promise<Map<string, string>> {
    const byKey = new Map(names.map(name => [normalizeName(name), name]));
    const keys = [...byKey.keys()].sort();
    // In one order, so that two who enter the same names never wait for each other, nor enter one twice.
    await unit.sql(
      `select pg_advisory_xact_lock(hashtextextended($1 || key, 0))
       from (select unnest($2::text[]) as key order by 1) as names`,
      [`organization:${unit.ctx.practiceId}:`, keys],
    );
    const rows = await unit.sql<{ id: string; name_key: string }>(
      `select distinct on (name_key) id, name_key from organizations
       where practice_id = $1 and name_key = any($2) and deleted_at is null order by name_key, created_at, id`,
      [unit.ctx.practiceId, keys],
    );
    const ids = new Map(rows.map(row => [row.name_key, row.id]));
    for (const [key, name] of byKey) if (!ids.has(key)) ids.set(key, this.enter(unit, { name }).id);
    await unit.em.flush();
    return ids;
  }

  /** Changes the fields that are present. @throws StaleVersionError. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('updateOrganization', 'organization:update', 'UPDATE', id), async unit => {
      const input = parse(UpdateOrganization, raw);
      const organization = await lockPresent(unit, Organization, 'ORGANIZATION', id);
      assertMayOn(ctx.signedIn, 'organization:update', organization);
      assertVersion(organization, expectedVersion);
      const changes = organization.applyDetails(input);
      unit.record(organization.id, changes);
      if (Object.keys(changes).length === 0) return { id: organization.id };
      organization.updatedAt = this.ground.clock.now();
      const data = { fields: Object.keys(changes) };
      unit.publish({ type: 'ORGANIZATION_UPDATED', objectType: 'ORGANIZATION', objectId: organization.id, data });
      return { id: organization.id };
    });
  }

  /** Takes an organization out of sight. @throws ConflictError IN_USE while contacts belong to it. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteOrganization', 'organization:delete', 'DELETE', id), async unit => {
      const organization = await lockPresent(unit, Organization, 'ORGANIZATION', id);
      assertMayOn(ctx.signedIn, 'organization:delete', organization);
      assertVersion(organization, expectedVersion);
      await this.#assertUnused(unit, organization);
      const now = this.ground.clock.now();
      Object.assign(organization, { deletedAt: now, deletedById: actorId(ctx), updatedAt: now });
      unit.record(organization.id);
      unit.publish({ type: 'ORGANIZATION_DELETED', objectType: 'ORGANIZATION', objectId: organization.id });
      return { id: organization.id };
    });
  }

  /** Brings a deleted organization back within its days. @throws ConflictError NOT_RESTORABLE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    return change(
      this.ground,
      ctx,
      useCase('restoreOrganization', 'organization:restore', 'RESTORE', id),
      async unit => {
        const now = this.ground.clock.now();
        const organization = await lockRestorable(unit, Organization, id, now);
        Object.assign(organization, { deletedAt: null, deletedById: null, updatedAt: now });
        unit.record(organization.id);
        unit.publish({ type: 'ORGANIZATION_RESTORED', objectType: 'ORGANIZATION', objectId: organization.id });
        return { id: organization.id };
      },
    );
  }

  async #assertUnused(unit: UnitOfWork, { id }: Organization): Promise<void> {
    for (const use of this.uses) {
      if (!(await use.isUsed(unit, id))) continue;
      throw new ConflictError('IN_USE', `An organization with ${use.word} can't be deleted; move them first.`, ['id']);
    }
  }
}
