import { type Criteria, criteriaOf, type FilterRule } from '../../platform/reading/criteria.js';
import { oneOfIds, oneOfText, within } from '../../platform/reading/filter-rules.js';
import { parse } from '../../platform/validation.js';
import { type DeliveryFilterField, type DeliveryFilterInput, DeliveryFilterRules } from './delivery.filter.js';

const asked: Record<DeliveryFilterField | 'emailCampaignId', FilterRule<never>> = {
  emailCampaignId: oneOfIds('email_campaign_id'),
  state: oneOfText('state'),
  reason: oneOfText('reason'),
  recipientType: oneOfText('person_type'),
  recipientId: oneOfIds('person_id'),
  acceptedAt: within('accepted_at'),
  deliveredAt: within('delivered_at'),
  bouncedAt: within('bounced_at'),
};
const rules = Object.fromEntries(Object.entries(asked).map(([name, rule]) => [name, { ...rule, group: 'delivery' }]));

/** The criteria of a list of an email campaign's deliveries; throws ValidationError on a filter that breaks its rules. */
export function deliveryCriteria(emailCampaignId: string, filter: DeliveryFilterInput | null | undefined): Criteria {
  const parsed = filter ? parse(DeliveryFilterRules, filter) : {};
  return criteriaOf<never>(rules, { ...parsed, emailCampaignId: [emailCampaignId] }, null as never);
}
