import { assertMayOn } from '../../platform/access/viewer.js';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { actorId, assertVersion, lockPresent, newRow } from '../../platform/database/rows.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import type { Ground } from '../../platform/ground.js';
import { type DuplicateMatch, lookForDuplicates } from '../../platform/merging/duplicates.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { assertOrganization } from '../organizations/organization.references.js';
import { assertActiveStaff } from '../staff/staff.references.js';
import { type ContactReason, contactIdentity } from './contact.duplicates.js';
import { Contact } from './contact.entity.js';
import { CreateContact, type CreateContactInput, UpdateContact, type UpdateContactInput } from './contact.rules.js';

const useCase = useCasesOf('CONTACT');

export interface CreatedContact {
  id: string;
  possibleDuplicates: DuplicateMatch<ContactReason>[];
}

/** The only writer of contacts: the use cases of one contact. */
export class ContactService {
  constructor(private readonly ground: Ground) {}

  /** Adds a contact. @throws ConflictError DUPLICATE when told to refuse a person who is there already. */
  create(ctx: RequestContext, raw: unknown): Promise<CreatedContact> {
    return change(this.ground, ctx, useCase('createContact', 'contact:create', 'CREATE'), unit =>
      this.enter(unit, parse(CreateContact, raw)),
    );
  }

  /** Adds a contact within another use case, which has checked permission. */
  async enter(unit: UnitOfWork, input: CreateContactInput): Promise<CreatedContact> {
    const contact = this.draft(unit.ctx, input);
    await assertReferences(unit, input);
    const matches = await lookForDuplicates(unit, contactIdentity, contact, input.onDuplicate);
    unit.em.persist(contact);
    unit.record(contact.id, undefined, { action: 'CREATE', objectType: 'CONTACT' });
    unit.publish({ type: 'CONTACT_CREATED', objectType: 'CONTACT', objectId: contact.id });
    return { id: contact.id, possibleDuplicates: matches.map(({ id, matchedOn }) => ({ id, matchedOn })) };
  }

  /** A new contact from a valid input, not yet kept anywhere. */
  draft(ctx: RequestContext, input: CreateContactInput, id = newId()): Contact {
    const contact = Object.assign(new Contact(), { ...newRow(ctx, this.ground.clock.now(), id), isOnLegalHold: false });
    const details = {
      ...input,
      type: input.type ?? 'OTHER',
      referralStatus: input.referralStatus ?? 'PROSPECT',
      acceptsReferrals: input.acceptsReferrals ?? false,
      okToEmail: input.okToEmail ?? true,
      specialties: input.specialties ?? [],
      tags: input.tags ?? [],
    };
    contact.applyDetails(details, this.ground.cipher);
    return contact;
  }

  /** Changes the fields that are present. @throws StaleVersionError. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('updateContact', 'contact:update', 'UPDATE', id), unit =>
      this.revisePresent(unit, id, parse(UpdateContact, raw), expectedVersion),
    );
  }

  /** Changes a contact that is there within another use case, as far as the viewer may. @throws as `update`. */
  async revisePresent(unit: UnitOfWork, id: string, input: UpdateContactInput, expected?: number | null) {
    const contact = await lockPresent(unit, Contact, 'CONTACT', id);
    assertMayOn(unit.ctx.signedIn, 'contact:update', contact);
    assertVersion(contact, expected);
    await assertReferences(unit, input);
    const previousAssignedToId = contact.assignedToId ?? null;
    const changes = contact.applyDetails(input, this.ground.cipher);
    unit.record(contact.id, changes, { action: 'UPDATE', objectType: 'CONTACT' });
    if (Object.keys(changes).length === 0) return { id: contact.id };
    contact.updatedAt = this.ground.clock.now();
    const data = { fields: Object.keys(changes), previousAssignedToId };
    unit.publish({ type: 'CONTACT_UPDATED', objectType: 'CONTACT', objectId: contact.id, data });
    return { id: contact.id };
  }

  /** Takes a contact out of sight. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteContact', 'contact:delete', 'DELETE', id), async unit => {
      const contact = await lockPresent(unit, Contact, 'CONTACT', id);
      assertMayOn(ctx.signedIn, 'contact:delete', contact);
      assertVersion(contact, expectedVersion);
      const now = this.ground.clock.now();
      Object.assign(contact, { deletedAt: now, deletedById: actorId(ctx), updatedAt: now });
      unit.record(contact.id);
      const data = { assignedToId: contact.assignedToId ?? null, createdById: contact.createdById ?? null };
      unit.publish({ type: 'CONTACT_DELETED', objectType: 'CONTACT', objectId: contact.id, data });
      return { id: contact.id };
    });
  }

  /** Brings a deleted contact back within its days. @throws ConflictError NOT_RESTORABLE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('restoreContact', 'contact:restore', 'RESTORE', id), async unit => {
      const now = this.ground.clock.now();
      const contact = await lockRestorable(unit, Contact, id, now);
      Object.assign(contact, { deletedAt: null, deletedById: null, updatedAt: now });
      unit.record(contact.id);
      unit.publish({ type: 'CONTACT_RESTORED', objectType: 'CONTACT', objectId: contact.id });
      return { id: contact.id };
    });
  }
}

/** Refuses references to what is not there: an organization, or staff who are gone. */
async function assertReferences(
  unit: UnitOfWork,
  input: Pick<UpdateContactInput, 'organizationId' | 'assignedToId'>,
): Promise<void> {
  await assertOrganization(unit, input.organizationId);
  await assertActiveStaff(unit, input.assignedToId);
}
