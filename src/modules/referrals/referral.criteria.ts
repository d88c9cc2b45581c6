import { type Criteria, criteriaOf, type FilterRule } from '../../platform/reading/criteria.js';
import { holds, isSet, oneOfIds, oneOfText, within } from '../../platform/reading/filter-rules.js';
import type { Narrowing } from '../../platform/reading/listing.js';
import { wordsMatch } from '../../platform/reading/words.js';
import { parse } from '../../platform/validation.js';
import { type ReferralFilterField, ReferralFilterRules } from './referral.filter.js';
import { isOverdue } from './referral.shape.js';

const rules: Record<ReferralFilterField, FilterRule<null>> = {
  direction: oneOfText('direction'),
  status: oneOfText('status'),
  contactId: oneOfIds('contact_id'),
  leadId: { ...oneOfIds('lead_id'), group: 'lead' },
  createdById: oneOfIds('created_by_id'),
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  receivedAt: within('received_at'),
  acknowledgementDueAt: within('acknowledgement_due_at'),
  acknowledgedAt: within('acknowledged_at'),
  isOverdue: holds(isOverdue),
  isOutcomeShared: isSet('outcome_shared_at'),
  // the list's condition of presence, set by the query
  isDeleted: { sql: () => 'true' },
};
for (const rule of Object.values(rules)) rule.group ??= 'referral';

/** The criteria of a list of referrals; a search is by the contact's name. Throws ValidationError on a bad filter. */
export function referralCriteria(filter: unknown, search: string | null | undefined): Narrowing {
  const parsed = filter ? parse(ReferralFilterRules, filter) : {};
  const criteria = criteriaOf(rules, parsed, null);
  const words = search?.trim() ?? '';
  return { isDeleted: parsed.isDeleted === true, criteria: words === '' ? criteria : byContact(criteria, words) };
}

const byContact = (criteria: Criteria, words: string): Criteria => ({
  groups: new Set([...criteria.groups, 'referral']),
  fields: [...criteria.fields, 'search'],
  write: st => [
    ...criteria.write(st),
    `{t}.contact_id in (select c.id from contacts c where c.practice_id = {practice} and c.deleted_at is null
      and ${wordsMatch('c.name_key', words, st) ?? 'false'})`,
  ],
});
