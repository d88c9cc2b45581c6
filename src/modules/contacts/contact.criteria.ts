import { type Criteria, criteriaOf, type FilterRule } from '../../platform/reading/criteria.js';
import {
  allOf,
  anyOf,
  equals,
  is,
  oneOfIds,
  oneOfText,
  oneOfWords,
  sameName,
  within,
} from '../../platform/reading/filter-rules.js';
import type { Narrowing } from '../../platform/reading/listing.js';
import { exactSearch, wordsMatch } from '../../platform/reading/words.js';
import { countOf } from '../../platform/statistics/counters.js';
import { parse } from '../../platform/validation.js';
import { type ContactFilterField, ContactFilterRules } from './contact.filter.js';

const rules: Record<ContactFilterField, FilterRule<null>> = {
  type: oneOfText('type'),
  category: oneOfWords('category'),
  referralStatus: oneOfText('referral_status'),
  acceptsReferrals: is('accepts_referrals'),
  organizationId: oneOfIds('organization_id'),
  assignedToId: oneOfIds('assigned_to_id'),
  createdById: oneOfIds('created_by_id'),
  tags: anyOf('tags'),
  allTags: allOf('tags'),
  specialties: anyOf('specialties'),
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  email: equals('email'),
  phone: equals('phone'),
  npi: equals('npi'),
  firstName: sameName('first_name'),
  lastName: sameName('last_name'),
  okToEmail: is('ok_to_email'),
  // the list's condition of presence, set by the query
  isDeleted: { sql: () => 'true' },
};

const counted = { total: [], kind: ['type', 'referralStatus'], assignee: ['assignedToId'] };

/** The criteria of a list of contacts; throws ValidationError on a filter that breaks its rules. */
export function contactCriteria(filter: unknown, search: string | null | undefined): Narrowing {
  const parsed = filter ? parse(ContactFilterRules, filter) : {};
  const isDeleted = parsed.isDeleted === true;
  const wanted = search?.trim() ?? '';
  const exact = exactSearch(wanted);
  if (exact)
    return { isDeleted, criteria: criteriaOf(rules, { ...parsed, and: [...(parsed.and ?? []), exact] }, null) };
  const criteria = criteriaOf(rules, parsed, null);
  if (wanted !== '') return { isDeleted, criteria: byName(criteria, wanted) };
  return { isDeleted, criteria, count: countOf('CONTACT', counted, parsed) };
}

/** Words of the contact's own name, or of the organization's it belongs to. */
function byName(criteria: Criteria, words: string): Criteria {
  return {
    ...criteria,
    fields: [...criteria.fields, 'search'],
    write: st => {
      const [own, organization] = [wordsMatch('{t}.name_key', words, st), wordsMatch('o.name_key', words, st)];
      if (!own || !organization) return [...criteria.write(st), 'false'];
      const organizations = `select o.id from organizations o
        where o.practice_id = {practice} and o.deleted_at is null and ${organization}`;
      return [...criteria.write(st), `(${own} or {t}.organization_id = any(array(${organizations})))`];
    },
  };
}
