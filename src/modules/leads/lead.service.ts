import { assertMayOn } from '../../platform/access/viewer.js';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { mergedGroup } from '../../platform/database/fields.js';
import { actorId, assertVersion, newRow } from '../../platform/database/rows.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import type { Ground } from '../../platform/ground.js';
import { type DuplicateMatch, lookForDuplicates } from '../../platform/merging/duplicates.js';
import { auditFailure, change, transact, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { attribute } from './lead.attribution.js';
import { type DuplicateReason, leadIdentity } from './lead.duplicates.js';
import { Lead } from './lead.entity.js';
import { assertMayUpdate, assertMayUpdateSome } from './lead.policy.js';
import { LeadProtection } from './lead.protected.js';
import type { LeadRaisedTasks } from './lead.raised-tasks.js';
import { assertReferences, lockLead } from './lead.rows.js';
import { CreateLead, type CreateLeadInput, UpdateLead, type UpdateLeadInput } from './lead.rules.js';
import { assertInitial } from './lead.status.js';

const useCase = useCasesOf('LEAD');

export interface CreatedLead {
  id: string;
  possibleDuplicates: DuplicateMatch<DuplicateReason>[];
}

/** The only writer of leads: the use cases of one lead. Conversion, merging and capture stand beside it. */
export class LeadService {
  readonly protection: LeadProtection;

  constructor(
    private readonly ground: Ground,
    private readonly raisedTasks: LeadRaisedTasks,
  ) {
    this.protection = new LeadProtection(ground.cipher);
  }

  /** Adds a lead. @throws ConflictError DUPLICATE when told to refuse a person who is there already. */
  create(ctx: RequestContext, raw: unknown): Promise<CreatedLead> {
    // Who may add a lead may hand in all that the person told; seeing it again is another permission.
    return change(this.ground, ctx, useCase('createLead', 'lead:create', 'CREATE'), unit =>
      this.enter(unit, parse(CreateLead, raw)),
    );
  }

  /** Adds a lead within another use case, which has checked permission. */
  async enter(unit: UnitOfWork, input: CreateLeadInput): Promise<CreatedLead> {
    const lead = this.draft(unit.ctx, input);
    await assertReferences(unit, input);
    if (input.campaignId === undefined) await attribute(unit, lead);
    const matches = await lookForDuplicates(unit, leadIdentity, lead, input.onDuplicate);
    unit.em.persist(lead);
    unit.record(lead.id, undefined, { action: 'CREATE' });
    unit.publish({ type: 'LEAD_CREATED', objectType: 'LEAD', objectId: lead.id });
    return { id: lead.id, possibleDuplicates: matches.map(({ id, matchedOn }) => ({ id, matchedOn })) };
  }

  /** A new lead from a valid input, not yet kept anywhere. */
  draft(ctx: RequestContext, input: CreateLeadInput, id = newId()): Lead {
    const { status, lostReason, onDuplicate: _, ...details } = input;
    assertInitial(status ?? 'NEW');
    const lead = Object.assign(new Lead(), {
      ...newRow(ctx, this.ground.clock.now(), id),
      insuranceStatus: 'NOT_STARTED',
      status: status ?? 'NEW',
      isOnLegalHold: false,
    } as const);
    lead.applyDetails({
      ...details,
      source: details.source ?? 'OTHER',
      stage: details.stage ?? 'INQUIRY',
      okToEmail: details.okToEmail ?? true,
      okToText: details.okToText ?? false,
      okToVoicemail: details.okToVoicemail ?? false,
      tags: details.tags ?? [],
      utm: mergedGroup(null, details.utm ?? null),
    });
    lead.changeStatus(undefined, lostReason);
    this.protection.apply(lead, { ...details, interestedServices: details.interestedServices ?? [] });
    return lead;
  }

  /** Changes the fields that are present. @throws StaleVersionError, ConflictError INVALID_TRANSITION, LEAD_CONVERTED. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    const { ground } = this;
    const updating = useCase('updateLead', 'lead:update', 'UPDATE', id);
    return auditFailure(ground, ctx, updating, async () => {
      // Any of the groups' permissions opens this use case: who handles insurance may update that alone.
      assertMayUpdateSome(ctx.viewer);
      return transact(ground, ctx, updating, unit =>
        this.revisePresent(unit, id, parse(UpdateLead, raw), expectedVersion),
      );
    });
  }

  /** Changes a lead that is there within another use case, as far as the viewer may. @throws as `update`. */
  async revisePresent(unit: UnitOfWork, id: string, input: UpdateLeadInput, expected?: number | null) {
    const lead = await lockLead(unit, id);
    assertMayUpdate(unit.ctx.signedIn, lead, input);
    assertVersion(lead, expected);
    await assertReferences(unit, input);
    const before = { assignedToId: lead.assignedToId ?? null, createdById: lead.createdById ?? null };
    const changes = this.revise(lead, input);
    unit.record(lead.id, changes, { action: 'UPDATE', objectType: 'LEAD' });
    if (Object.keys(changes).length === 0) return { id: lead.id };
    lead.updatedAt = this.ground.clock.now();
    await this.raisedTasks.settle(unit, lead);
    const data = { fields: Object.keys(changes), previousAssignedToId: before.assignedToId };
    unit.publish({ type: 'LEAD_UPDATED', objectType: 'LEAD', objectId: lead.id, data });
    return { id: lead.id };
  }

  /** Applies a valid input to a lead; answers what changed. */
  revise(lead: Lead, input: UpdateLeadInput): AuditChanges {
    const { status, lostReason, utm, tags, interestedServices, ...details } = input;
    return {
      ...lead.changeStatus(status, lostReason),
      ...lead.applyDetails({
        ...details,
        tags: tags === null ? [] : tags,
        utm: utm === undefined ? undefined : mergedGroup(lead.utm ?? null, utm),
      }),
      ...this.protection.apply(lead, {
        ...details,
        interestedServices: interestedServices === null ? [] : interestedServices,
      }),
    };
  }

  /** Takes a lead out of sight. @throws ConflictError LEAD_CONVERTED. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteLead', 'lead:delete', 'DELETE', id), async unit => {
      const lead = await lockLead(unit, id);
      assertMayOn(ctx.signedIn, 'lead:delete', lead);
      assertVersion(lead, expectedVersion);
      const now = this.ground.clock.now();
      lead.remove(actorId(ctx), now);
      lead.updatedAt = now;
      await this.raisedTasks.settle(unit, lead);
      unit.record(lead.id);
      const data = { assignedToId: lead.assignedToId ?? null, createdById: lead.createdById ?? null };
      unit.publish({ type: 'LEAD_DELETED', objectType: 'LEAD', objectId: lead.id, data });
      return { id: lead.id };
    });
  }

  /** Brings a deleted lead back within its days. @throws ConflictError NOT_RESTORABLE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('restoreLead', 'lead:restore', 'RESTORE', id), async unit => {
      const now = this.ground.clock.now();
      const lead = await lockRestorable(unit, Lead, id, now);
      Object.assign(lead, { deletedAt: null, deletedById: null, updatedAt: now });
      unit.record(lead.id);
      unit.publish({ type: 'LEAD_RESTORED', objectType: 'LEAD', objectId: lead.id });
      return { id: lead.id };
    });
  }
}
