import { criteriaOf, type FilterRule, searchedBy } from '../../platform/reading/criteria.js';
import { isSet, oneOfIds, oneOfText, sameName, within } from '../../platform/reading/filter-rules.js';
import type { Narrowing } from '../../platform/reading/listing.js';
import { parse } from '../../platform/validation.js';
import { type TemplateFilterField, TemplateFilterRules } from './template.filter.js';

const rules: Record<TemplateFilterField, FilterRule<null>> = {
  name: sameName('name'),
  purpose: oneOfText('purpose'),
  isPublished: isSet('published_number'),
  createdById: oneOfIds('created_by_id'),
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  // the list's condition of presence, set by the query
  isDeleted: { sql: () => 'true' },
};

/** The criteria of a list of templates; throws ValidationError on a filter that breaks its rules. */
export function templateCriteria(filter: unknown, search: string | null | undefined): Narrowing {
  const parsed = filter ? parse(TemplateFilterRules, filter) : {};
  const criteria = criteriaOf(rules, parsed, null);
  const wanted = search?.trim() ?? '';
  const isDeleted = parsed.isDeleted === true;
  return { isDeleted, criteria: wanted === '' ? criteria : searchedBy(criteria, wanted, '{t}.name_key') };
}
