import { actorId, lockPresent, lockRow } from '../../platform/database/rows.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { assertContact } from '../contacts/contact.references.js';
import { assertActiveStaff } from '../staff/staff.references.js';
import { assertCampaign } from './lead.attribution.js';
import { Lead } from './lead.entity.js';
import { canSee } from './lead.policy.js';

/** The lead, locked for a change. @throws NotFoundError when it is not there, ForbiddenError when it is not this viewer's. */
export async function lockLead(unit: UnitOfWork, id: string, path: string[] = ['id']): Promise<Lead> {
  const lead = await lockPresent(unit, Lead, 'LEAD', id, path);
  await nameActor(unit);
  // An exceptional access opens a lead for reading only, so that it does not matter here.
  if (!canSee(unit.ctx.signedIn, lead)) throw new ForbiddenError();
  return lead;
}

/** The lead, a deleted one too, locked for a change; null when there is none. */
export async function lockAnyLead(unit: UnitOfWork, id: string): Promise<Lead | null> {
  await nameActor(unit);
  return lockRow(unit, Lead, id);
}

/** Tells the database who moves a lead's status in this transaction, where every such move is written down. */
async function nameActor(unit: UnitOfWork): Promise<void> {
  await unit.sql(`select set_config('crm.actor_id', $1, true)`, [actorId(unit.ctx) ?? '']);
}

/** Refuses references to what is not there: staff who are gone, contacts and campaigns that the practice has not. */
export async function assertReferences(
  unit: UnitOfWork,
  input: { assignedToId?: string | null; referredById?: string | null; campaignId?: string | null },
  path: string[] = [],
): Promise<void> {
  await assertContact(unit, input.referredById, [...path, 'referredById']);
  await assertCampaign(unit, input.campaignId, [...path, 'campaignId']);
  await assertActiveStaff(unit, input.assignedToId, [...path, 'assignedToId']);
}

/** Refuses a caller that is not a member of staff, where a grant or a note must name one. */
export function assertStaff(unit: UnitOfWork): void {
  if (unit.ctx.signedIn.kind !== 'STAFF') throw new ForbiddenError('Only a member of staff may do this.');
}
