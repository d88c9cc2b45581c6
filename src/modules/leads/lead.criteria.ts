import type { Cipher } from '../../platform/encryption/cipher.js';
import {
  type Criteria,
  criteriaOf,
  type FilterRule,
  type InstantRange,
  isOneOf,
  isWithin,
} from '../../platform/reading/criteria.js';
import type { Statement } from '../../platform/reading/statement.js';
import { email, parse, phone } from '../../platform/validation.js';
import { totalSql } from './lead.counters.js';
import { type LeadFilter, type LeadFilterField, LeadFilterRules } from './lead.filter.js';
import { normalizeName } from './lead.name.js';
import { groupOfField } from './lead.policy.js';

/** Words as a text search that finds names with words beginning so; empty when nothing of it can stand in a name. */
const nameWords = (text: string): string =>
  normalizeName(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
    .slice(0, 10)
    .map(word => `${word}:*`)
    .join(' & ');

interface Tools {
  cipher: Cipher;
  practiceId: string;
}
type Rule = FilterRule<Tools>;

const oneOfText = (column: string): Rule => ({
  sql: (values: string[], st: Statement) => isOneOf(`{t}.${column}`, values, 'text', st),
});
const oneOfIds = (column: string): Rule => ({
  sql: (values: string[] | null, st: Statement) =>
    values === null ? `{t}.${column} is null` : isOneOf(`{t}.${column}`, values, 'uuid', st),
});
const within = (column: string): Rule => ({
  sql: (value: InstantRange, st: Statement) => isWithin(`{t}.${column}`, value, st),
});
const is = (column: string): Rule => ({
  sql: (value: boolean) => (value ? `{t}.${column}` : `not {t}.${column}`),
});
const name = (column: string): Rule => ({
  sql: (value: string, st: Statement) => {
    // the words let the index find candidates, the comparison decides
    const found = nameWords(value);
    const words = found ? `to_tsvector('simple', {t}.name_key) @@ to_tsquery('simple', ${st.bind(found)}) and ` : '';
    return `(${words}lower({t}.${column}) = lower(${st.bind(value, 'text')}))`;
  },
});
const overdue = "({t}.next_follow_up_at < {now} and {t}.status in ('NEW', 'CONTACTED', 'QUALIFIED'))";
const unless = (sql: string): Rule => ({ sql: (value: boolean) => (value ? sql : `${sql} is not true`) });

const rules: Record<LeadFilterField, Rule> = {
  status: oneOfText('status'),
  stage: oneOfText('stage'),
  source: oneOfText('source'),
  preferredContactMethod: oneOfText('preferred_contact_method'),
  insuranceStatus: oneOfText('insurance_status'),
  isSelfPay: { sql: (value: boolean) => `{t}.is_self_pay is ${value ? 'true' : 'not true'}` },
  assignedToId: oneOfIds('assigned_to_id'),
  createdById: oneOfIds('created_by_id'),
  tags: { sql: (values: string[], st) => `{t}.tags && ${st.bind(values, 'text[]')}` },
  allTags: { sql: (values: string[], st) => `{t}.tags @> ${st.bind(values, 'text[]')}` },
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  nextFollowUpAt: within('next_follow_up_at'),
  firstRespondedAt: within('first_responded_at'),
  convertedAt: within('converted_at'),
  isFollowUpOverdue: unless(overdue),
  hasResponse: { sql: (value: boolean) => `{t}.first_responded_at is ${value ? 'not null' : 'null'}` },
  email: {
    sql: (value: string, st, { cipher, practiceId }) =>
      `{t}.email_index = ${st.bind(cipher.blindIndex(practiceId, 'email', value), 'text')}`,
  },
  phone: {
    sql: (value: string, st, { cipher, practiceId }) =>
      `{t}.phone_index = ${st.bind(cipher.blindIndex(practiceId, 'phone', value), 'text')}`,
  },
  firstName: name('first_name'),
  lastName: name('last_name'),
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

/** Whether the words of a search look like a mail address or a telephone number, and it in normal form. */
function searchAs(text: string): LeadFilter | null {
  if (text.includes('@')) {
    const address = email.safeParse(text);
    return address.success ? { email: address.data } : null;
  }
  if (!/^[+\d\s().-]{7,}$/.test(text)) return null;
  const number = phone.safeParse(text);
  return number.success ? { phone: number.data } : null;
}

/** The criteria of a list of leads; throws ValidationError on a filter that breaks its rules. */
export function leadCriteria(filter: unknown, search: string | null | undefined, tools: Tools) {
  const parsed: LeadFilter & { isDeleted?: boolean } = filter ? parse(LeadFilterRules, filter) : {};
  const wanted = search?.trim() ?? '';
  const exact = wanted === '' ? null : searchAs(wanted);
  const criteria = criteriaOf(rules, exact ? { ...parsed, and: [...(parsed.and ?? []), exact] } : parsed, tools);
  if (wanted !== '' && !exact) return { isDeleted: parsed.isDeleted === true, criteria: byName(criteria, wanted) };
  const isCounted = criteria.fields.every(field => field === 'status' || field === 'source');
  const isPlain = !parsed.and && !parsed.or && !parsed.not && isCounted;
  const count = (st: Statement) => totalSql(st, { status: parsed.status, source: parsed.source });
  return { isDeleted: parsed.isDeleted === true, criteria, count: isPlain ? count : undefined };
}

function byName(criteria: Criteria, search: string): Criteria {
  const words = nameWords(search);
  return {
    groups: new Set([...criteria.groups, groupOfField('lastName')!]),
    fields: [...criteria.fields, 'search'],
    write: st => [
      ...criteria.write(st),
      words ? `to_tsvector('simple', {t}.name_key) @@ to_tsquery('simple', ${st.bind(words, 'text')})` : 'false',
    ],
  };
}
