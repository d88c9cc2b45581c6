import { criteriaOf, type FilterRule, searchedBy } from '../../platform/reading/criteria.js';
import { isSet, oneOfIds, oneOfText, sameName, within } from '../../platform/reading/filter-rules.js';
import type { Statement } from '../../platform/reading/statement.js';
import { normalizeName } from '../../platform/reading/words.js';
import { countOf } from '../../platform/statistics/counters.js';
import { parse } from '../../platform/validation.js';
import { type EmailCampaignFilterField, EmailCampaignFilterRules } from './email-campaign.filter.js';

const unguarded: Record<EmailCampaignFilterField, FilterRule<null>> = {
  status: oneOfText('status'),
  purpose: oneOfText('purpose'),
  campaignId: oneOfIds('campaign_id'),
  templateId: oneOfIds('template_id'),
  segmentId: {
    sql: (values: string[], st: Statement) =>
      `{t}.id in (select s.email_campaign_id from email_campaign_segments s
        where s.practice_id = {practice} and s.segment_id = any(${st.bind(values, 'uuid[]')}))`,
  },
  createdById: oneOfIds('created_by_id'),
  topic: {
    sql: (values: string[], st: Statement) => `{t}.topic_key in (select m.key from mail_topics m
        where m.practice_id = {practice} and m.name_key = any(${st.bind(values.map(normalizeName), 'text[]')}))`,
  },
  name: sameName('name'),
  isArchived: isSet('archived_at'),
  scheduledAt: within('scheduled_at'),
  sentAt: within('sent_at'),
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  // the list's condition of presence, set by the query
  isDeleted: { sql: () => 'true' },
};
const rules = Object.fromEntries(
  Object.entries(unguarded).map(([name, rule]) => [name, { ...rule, group: 'emailCampaign' }]),
);

const counted = { total: [], kind: ['status', 'purpose'] };

/** The criteria of a list of email campaigns; throws ValidationError on a filter that breaks its rules. */
export function emailCampaignCriteria(filter: unknown, search: string | null | undefined) {
  const parsed = filter ? parse(EmailCampaignFilterRules, filter) : {};
  const criteria = criteriaOf(rules, parsed, null);
  const words = search?.trim() ?? '';
  return {
    isDeleted: parsed.isDeleted === true,
    criteria: words === '' ? criteria : searchedBy(criteria, words, '{t}.name_key', 'emailCampaign'),
    count: words === '' ? countOf('EMAIL_CAMPAIGN', counted, parsed) : undefined,
  };
}
