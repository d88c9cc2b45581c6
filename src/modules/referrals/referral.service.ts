import { assertMayOn } from '../../platform/access/viewer.js';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import type { RequestContext } from '../../platform/context.js';
import { actorId, assertVersion, lockPresent, newRow } from '../../platform/database/rows.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { assertContact } from '../contacts/contact.references.js';
import type { LeadReferrers } from '../leads/lead.referrers.js';
import { Referral } from './referral.entity.js';
import { assertMayTell } from './referral.policy.js';
import { ReferralProtection } from './referral.protected.js';
import type { ReferralRaisedTasks } from './referral.raised-tasks.js';
import {
  RecordReferral,
  type RecordReferralInput,
  UpdateReferral,
  type UpdateReferralInput,
} from './referral.rules.js';
import { assertAcknowledgeable, assertInitial } from './referral.status.js';

const useCase = useCasesOf('REFERRAL');
const hourMs = 3_600_000;

/** The only writer of referrals. Telling an outcome stands beside it. */
export class ReferralService {
  readonly #protection: ReferralProtection;

  constructor(
    private readonly ground: Ground,
    private readonly leads: LeadReferrers,
    private readonly raisedTasks: ReferralRaisedTasks,
  ) {
    this.#protection = new ReferralProtection(ground.cipher);
  }

  /** Adds a referral; an inbound one names its contact as who referred the lead, unless the lead names somebody. */
  record(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    // Who may record a referral may hand in all that was told; seeing it again is another permission.
    return change(this.ground, ctx, useCase('recordReferral', 'referral:create', 'CREATE'), unit =>
      this.#enter(unit, parse(RecordReferral, raw)),
    );
  }

  async #enter(unit: UnitOfWork, input: RecordReferralInput): Promise<{ id: string }> {
    const { status, note, outcome, ...details } = input;
    assertInitial(status ?? 'RECEIVED');
    await assertContact(unit, input.contactId);
    await this.#link(unit, input.direction, input.contactId, input.leadId);
    const now = this.ground.clock.now();
    const receivedAt = input.receivedAt ?? now;
    const referral = Object.assign(new Referral(), {
      ...newRow(unit.ctx, now),
      ...{ ...details, receivedAt, leadId: input.leadId ?? null, status: status ?? 'RECEIVED', isOnLegalHold: false },
      acknowledgementDueAt: await this.#dueAt(unit, input, receivedAt),
    } as const);
    referral.acknowledge(actorId(unit.ctx), now);
    this.#protection.apply(referral, { note, outcome });
    unit.em.persist(referral);
    const { id, contactId } = referral;
    unit.record(namesOf(referral), undefined, { action: 'CREATE' });
    unit.publish({ type: 'REFERRAL_RECORDED', objectType: 'REFERRAL', objectId: id, data: { contactId } });
    return { id };
  }

  /** Changes the fields that are present. @throws StaleVersionError, ConflictError INVALID_TRANSITION. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('updateReferral', 'referral:update', 'UPDATE', id), async unit => {
      const input = parse(UpdateReferral, raw);
      const referral = await lockReferral(unit, id);
      assertMayTell(ctx.signedIn, input);
      assertVersion(referral, expectedVersion);
      await this.#assertReferences(unit, referral, input);
      const { status, note, outcome, ...details } = input;
      await this.#keep(unit, referral, 'REFERRAL_UPDATED', {
        ...referral.applyDetails(details),
        ...referral.moveTo(status ?? referral.status, actorId(ctx), this.ground.clock.now()),
        ...this.#protection.apply(referral, { note, outcome }),
      });
      return { id: referral.id };
    });
  }

  /** Tells that the practice has heard; once is enough, and again does no harm. @throws ConflictError INVALID_TRANSITION. */
  acknowledge(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    const acknowledging = useCase('acknowledgeReferral', 'referral:update', 'UPDATE', id);
    return change(this.ground, ctx, acknowledging, async unit => {
      const referral = await lockReferral(unit, id);
      assertAcknowledgeable(referral.status);
      assertVersion(referral, expectedVersion);
      const changes = referral.moveTo('ACKNOWLEDGED', actorId(ctx), this.ground.clock.now());
      await this.#keep(unit, referral, 'REFERRAL_ACKNOWLEDGED', changes);
      return { id: referral.id };
    });
  }

  /** Takes a referral out of sight; it can be restored for a while. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteReferral', 'referral:delete', 'DELETE', id), async unit => {
      const referral = await lockReferral(unit, id, 'referral:delete');
      assertVersion(referral, expectedVersion);
      const now = this.ground.clock.now();
      Object.assign(referral, { deletedAt: now, deletedById: actorId(ctx), updatedAt: now });
      await this.raisedTasks.settle(unit, referral);
      unit.record(namesOf(referral));
      unit.publish({ type: 'REFERRAL_DELETED', objectType: 'REFERRAL', objectId: referral.id });
      return { id: referral.id };
    });
  }

  /** Brings a deleted referral back within its days. @throws ConflictError NOT_RESTORABLE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('restoreReferral', 'referral:restore', 'RESTORE', id), async unit => {
      const now = this.ground.clock.now();
      const referral = await lockRestorable(unit, Referral, id, now);
      Object.assign(referral, { deletedAt: null, deletedById: null, updatedAt: now });
      unit.record(namesOf(referral));
      unit.publish({ type: 'REFERRAL_RESTORED', objectType: 'REFERRAL', objectId: referral.id });
      return { id: referral.id };
    });
  }

  async #keep(unit: UnitOfWork, referral: Referral, type: string, changes: AuditChanges): Promise<void> {
    unit.record(namesOf(referral), changes);
    const fields = Object.keys(changes);
    if (fields.length === 0) return;
    referral.updatedAt = this.ground.clock.now();
    await this.raisedTasks.settle(unit, referral);
    unit.publish({ type, objectType: 'REFERRAL', objectId: referral.id, data: { fields, status: referral.status } });
  }

  async #assertReferences(unit: UnitOfWork, referral: Referral, input: UpdateReferralInput): Promise<void> {
    if (input.contactId && input.contactId !== referral.contactId) await assertContact(unit, input.contactId);
    const isLinked = input.leadId === undefined || input.leadId === referral.leadId;
    const contactId = input.contactId ?? referral.contactId;
    if (!isLinked) await this.#link(unit, input.direction ?? referral.direction, contactId, input.leadId);
  }

  /** Refuses a lead that is not there or not for this viewer, and tells an inbound one who sent it. */
  async #link(
    unit: UnitOfWork,
    direction: Referral['direction'],
    contactId: string,
    leadId: string | null | undefined,
  ): Promise<void> {
    if (!leadId) return;
    await this.leads.note(unit, leadId, direction === 'INBOUND' ? contactId : null, ['leadId']);
  }

  /** When an inbound referral is to be acknowledged, unless that is told: as soon as an inquiry is to be answered. */
  async #dueAt(unit: UnitOfWork, input: RecordReferralInput, receivedAt: Date): Promise<Date | null> {
    const { acknowledgementDueAt, direction } = input;
    if (acknowledgementDueAt !== undefined || direction === 'OUTBOUND') return acknowledgementDueAt ?? null;
    const [practice] = await unit.sql<{ hours: number }>(
      'select first_response_target_hours as hours from practices where id = $1',
      [unit.ctx.practiceId],
    );
    return new Date(receivedAt.getTime() + practice!.hours * hourMs);
  }
}

/** The referral, locked for a change that the viewer may make. @throws NotFoundError, ForbiddenError. */
export async function lockReferral(
  unit: UnitOfWork,
  id: string,
  permission: 'referral:update' | 'referral:delete' = 'referral:update',
): Promise<Referral> {
  const referral = await lockPresent(unit, Referral, 'REFERRAL', id);
  assertMayOn(unit.ctx.signedIn, permission, referral);
  return referral;
}

/** Whom the log names: the referral, and the person it is about. */
export const namesOf = ({ id, leadId }: Referral): string[] => (leadId ? [id, leadId] : [id]);
