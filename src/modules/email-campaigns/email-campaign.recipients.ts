import { isDeepStrictEqual } from 'node:util';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { ForbiddenError, ValidationError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { distinct, refusals } from '../campaigns/campaign.recipients.js';
import type { SegmentPlace } from '../campaigns/campaign.segments.js';
import type { PersonRef } from '../consents/consent.vocabulary.js';

/** Where the segments of email campaigns stand. */
export const segmentPlace: SegmentPlace = { table: 'email_campaign_segments', column: 'email_campaign_id' };

/**
 * Sets who is named one by one, as far as that is given; answers how many were and are.
 * @throws ValidationError NOT_FOUND, ForbiddenError at people whom the viewer may not see.
 */
export async function nameRecipients(
  unit: UnitOfWork,
  emailCampaignId: string,
  given: readonly PersonRef[] | null | undefined,
): Promise<AuditChanges> {
  if (given === undefined) return {};
  const people = distinct(given ?? []);
  await assertSeen(unit, given ?? [], people);
  const bound = [unit.ctx.practiceId, emailCampaignId];
  const before = await unit.sql<PersonRef>(
    `select person_type as type, person_id as id from email_campaign_recipients
     where practice_id = $1 and email_campaign_id = $2 order by position`,
    bound,
  );
  if (isDeepStrictEqual(before, people)) return {};
  await unit.sql('delete from email_campaign_recipients where practice_id = $1 and email_campaign_id = $2', bound);
  await unit.sql(
    `insert into email_campaign_recipients (practice_id, email_campaign_id, person_type, person_id, position)
     select $1, $2, p.type, p.id, p.position from unnest($3::text[], $4::uuid[]) with ordinality as p(type, id, position)`,
    [...bound, people.map(person => person.type), people.map(person => person.id)],
  );
  return { recipients: { from: before.length, to: people.length } };
}

async function assertSeen(unit: UnitOfWork, given: readonly PersonRef[], people: readonly PersonRef[]): Promise<void> {
  const refused = await refusals(unit, people);
  if (refused.length === 0) return;
  if (refused.some(person => person.code === 'FORBIDDEN')) {
    throw new ForbiddenError('You may not write to somebody whom you may not see.');
  }
  const places = new Map(given.map(({ type, id }, at) => [`${type} ${id.trim().toLowerCase()}`, at]));
  throw new ValidationError(
    refused.map(({ type, id }) => ({
      path: ['recipients', String(places.get(`${type} ${id}`))],
      code: 'NOT_FOUND',
      message: `There is no such ${type.toLowerCase()}.`,
    })),
  );
}
