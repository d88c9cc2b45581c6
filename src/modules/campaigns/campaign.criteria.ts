import { type Criteria, criteriaOf, type FilterRule, searchedBy } from '../../platform/reading/criteria.js';
import {
  anyOf,
  is,
  isSet,
  oneOfIds,
  oneOfText,
  sameName,
  sameText,
  within,
} from '../../platform/reading/filter-rules.js';
import type { Statement } from '../../platform/reading/statement.js';
import { countOf } from '../../platform/statistics/counters.js';
import { parse } from '../../platform/validation.js';
import { type CampaignFilterField, CampaignFilterRules } from './campaign.filter.js';

const unguarded: Record<CampaignFilterField, FilterRule<null>> = {
  status: oneOfText('status'),
  type: oneOfText('type'),
  channels: anyOf('channels'),
  ownerId: oneOfIds('owner_id'),
  createdById: oneOfIds('created_by_id'),
  segmentId: {
    sql: (values: string[], st: Statement) =>
      `{t}.id in (select s.campaign_id from campaign_segments s
        where s.practice_id = {practice} and s.segment_id = any(${st.bind(values, 'uuid[]')}))`,
  },
  name: sameName('name'),
  utmCampaign: sameText('utm_campaign'),
  hasLiveAudience: is('has_live_audience'),
  isArchived: isSet('archived_at'),
  startAt: within('start_at'),
  endAt: within('end_at'),
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  // the list's condition of presence, set by the query
  isDeleted: { sql: () => 'true' },
};
const rules = Object.fromEntries(
  Object.entries(unguarded).map(([name, rule]) => [name, { ...rule, group: 'campaign' }]),
);

const counted = { total: [], kind: ['status', 'type'] };

/** The criteria of a list of campaigns; throws ValidationError on a filter that breaks its rules. */
export function campaignCriteria(filter: unknown, search: string | null | undefined) {
  const parsed = filter ? parse(CampaignFilterRules, filter) : {};
  const criteria: Criteria = criteriaOf(rules, parsed, null);
  const words = search?.trim() ?? '';
  return {
    isDeleted: parsed.isDeleted === true,
    criteria: words === '' ? criteria : searchedBy(criteria, words, '{t}.name_key', 'campaign'),
    count: words === '' ? countOf('CAMPAIGN', counted, parsed) : undefined,
  };
}
