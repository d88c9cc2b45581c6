import { criteriaOf, type FilterRule, searchedBy } from '../../platform/reading/criteria.js';
import { equals, oneOfIds, oneOfWords, sameName, within } from '../../platform/reading/filter-rules.js';
import type { Narrowing } from '../../platform/reading/listing.js';
import { exactSearch } from '../../platform/reading/words.js';
import { parse } from '../../platform/validation.js';
import { type OrganizationFilterField, OrganizationFilterRules } from './organization.filter.js';

const rules: Record<OrganizationFilterField, FilterRule<null>> = {
  name: sameName('name'),
  kind: oneOfWords('kind'),
  phone: equals('phone'),
  createdById: oneOfIds('created_by_id'),
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  // the list's condition of presence, set by the query
  isDeleted: { sql: () => 'true' },
};

/** The criteria of a list of organizations; throws ValidationError on a filter that breaks its rules. */
export function organizationCriteria(filter: unknown, search: string | null | undefined): Narrowing {
  const parsed = filter ? parse(OrganizationFilterRules, filter) : {};
  const isDeleted = parsed.isDeleted === true;
  const wanted = search?.trim() ?? '';
  const exact = exactSearch(wanted);
  if (exact && 'phone' in exact) {
    return { isDeleted, criteria: criteriaOf(rules, { ...parsed, and: [...(parsed.and ?? []), exact] }, null) };
  }
  const criteria = criteriaOf(rules, parsed, null);
  return { isDeleted, criteria: wanted === '' ? criteria : searchedBy(criteria, wanted, '{t}.name_key') };
}
