import { LockMode } from '@mikro-orm/core';
import { ForbiddenError, NotFoundError, StaleVersionError, ValidationError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import { Lead } from './lead.entity.js';
import { canSee } from './lead.policy.js';

/** The lead, locked for a change. @throws NotFoundError when it is not there, ForbiddenError when it is not this viewer's. */
export async function lockLead(unit: UnitOfWork, id: string, path: string[] = ['id']): Promise<Lead> {
  const lead = await lockAnyLead(unit, id);
  if (!lead || lead.deletedAt) throw new NotFoundError('LEAD', path);
  // An exceptional access opens a lead for reading only, so that it does not matter here.
  if (!canSee(unit.ctx.signedIn, lead)) throw new ForbiddenError();
  return lead;
}

/** The lead of this practice, deleted ones too, locked for a change. */
export async function lockAnyLead(unit: UnitOfWork, id: string): Promise<Lead | null> {
  if (!isId(id)) return null;
  return unit.em.findOne(Lead, { id, practiceId: unit.ctx.practiceId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** Refuses a change that was made on an old copy. */
export function assertVersion(lead: Lead, expected: number | null | undefined): void {
  if (expected !== undefined && expected !== null && expected !== lead.version) {
    throw new StaleVersionError(lead.version);
  }
}

/** Refuses references to what is not there: staff who are gone, contacts and campaigns that the practice has not. */
export async function assertReferences(
  unit: UnitOfWork,
  input: { assignedToId?: string | null; referredById?: string | null; campaignId?: string | null },
  path: string[] = [],
): Promise<void> {
  if (input.referredById) throw absent([...path, 'referredById'], 'contact');
  if (input.campaignId) throw absent([...path, 'campaignId'], 'campaign');
  if (!input.assignedToId) return;
  const rows = await unit.sql('select 1 from staff_members where id = $1 and practice_id = $2 and is_active', [
    input.assignedToId,
    unit.ctx.practiceId,
  ]);
  if (rows.length === 0) throw absent([...path, 'assignedToId'], 'active member of staff');
}

const absent = (path: string[], what: string) => ValidationError.at(path, 'NOT_FOUND', `There is no such ${what}.`);

/** Refuses a caller that is not a member of staff, where a grant or a note must name one. */
export function assertStaff(unit: UnitOfWork): void {
  if (unit.ctx.signedIn.kind !== 'STAFF') throw new ForbiddenError('Only a member of staff may do this.');
}
