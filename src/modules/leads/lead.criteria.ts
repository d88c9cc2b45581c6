import type { Cipher } from '../../platform/encryption/cipher.js';
import { criteriaOf, type FilterRule, searchedBy } from '../../platform/reading/criteria.js';
import {
  allOf,
  anyOf,
  holds,
  is,
  isSet,
  oneOfIds,
  oneOfText,
  sameName,
  within,
} from '../../platform/reading/filter-rules.js';
import { exactSearch } from '../../platform/reading/words.js';
import { countOf } from '../../platform/statistics/counters.js';
import { parse } from '../../platform/validation.js';
import { type LeadFilterField, LeadFilterRules } from './lead.filter.js';
import { groupOfField } from './lead.policy.js';

interface Tools {
  cipher: Cipher;
  practiceId: string;
}
type Rule = FilterRule<Tools>;

const overdue = "({t}.next_follow_up_at < {now} and {t}.status in ('NEW', 'CONTACTED', 'QUALIFIED'))";
const rules: Record<LeadFilterField, Rule> = {
  status: oneOfText('status'),
  stage: oneOfText('stage'),
  source: oneOfText('source'),
  preferredContactMethod: oneOfText('preferred_contact_method'),
  insuranceStatus: oneOfText('insurance_status'),
  isSelfPay: { sql: (value: boolean) => `{t}.is_self_pay is ${value ? 'true' : 'not true'}` },
  assignedToId: oneOfIds('assigned_to_id'),
  createdById: oneOfIds('created_by_id'),
  tags: anyOf('tags'),
  allTags: allOf('tags'),
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  nextFollowUpAt: within('next_follow_up_at'),
  firstRespondedAt: within('first_responded_at'),
  convertedAt: within('converted_at'),
  isFollowUpOverdue: holds(overdue),
  hasResponse: isSet('first_responded_at'),
  email: {
    sql: (value: string, st, { cipher, practiceId }) =>
      `{t}.email_index = ${st.bind(cipher.blindIndex(practiceId, 'email', value), 'text')}`,
  },
  phone: {
    sql: (value: string, st, { cipher, practiceId }) =>
      `{t}.phone_index = ${st.bind(cipher.blindIndex(practiceId, 'phone', value), 'text')}`,
  },
  firstName: sameName('first_name'),
  lastName: sameName('last_name'),
  okToEmail: is('ok_to_email'),
  okToText: is('ok_to_text'),
  okToVoicemail: is('ok_to_voicemail'),
  campaignId: oneOfIds('campaign_id'),
  referredById: oneOfIds('referred_by_id'),
  clientId: oneOfIds('client_id'),
  // the list's condition of presence, set by the query
  isDeleted: { sql: () => 'true' },
};

const fieldBehind: Record<string, string> = {
  allTags: 'tags',
  insuranceStatus: 'insurance',
  isFollowUpOverdue: 'nextFollowUpAt',
  hasResponse: 'firstRespondedAt',
};
for (const [filter, rule] of Object.entries(rules)) {
  rule.group = groupOfField(fieldBehind[filter] ?? filter) ?? undefined;
}

/** The criteria of a list of leads; throws ValidationError on a filter that breaks its rules. */
export function leadCriteria(filter: unknown, search: string | null | undefined, tools: Tools) {
  const parsed = filter ? parse(LeadFilterRules, filter) : {};
  const wanted = search?.trim() ?? '';
  const exact = wanted === '' ? null : exactSearch(wanted);
  const criteria = criteriaOf(rules, exact ? { ...parsed, and: [...(parsed.and ?? []), exact] } : parsed, tools);
  if (wanted !== '' && !exact) {
    const named = searchedBy(criteria, wanted, '{t}.name_key', groupOfField('lastName')!);
    return { isDeleted: parsed.isDeleted === true, criteria: named };
  }
  const count = exact ? undefined : countOf('LEAD', { total: [], status: ['status', 'source'] }, parsed);
  return { isDeleted: parsed.isDeleted === true, criteria, count };
}
