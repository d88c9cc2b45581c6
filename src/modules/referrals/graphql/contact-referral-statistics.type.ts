import { Field, ID, ObjectType } from 'type-graphql';
import { count, figure, ShownCountType } from '../../../platform/graphql/statistics.type.js';
import { ContactStatsType } from '../../contacts/graphql/contact-statistics.type.js';
import { LeadStatusCountType } from '../../leads/graphql/lead-statistics.type.js';
import type { ReferralStatus } from '../referral.status.js';
import type { ReferralDirection } from '../referral.vocabulary.js';
import { ReferralDirections, ReferralStatuses } from './referral-words.type.js';

@ObjectType('ReferralStatusCount', { simpleResolvers: true, description: 'Referrals of one direction and status.' })
export class ReferralStatusCountType extends ShownCountType {
  @Field(() => ReferralDirections, { description: 'Who sent somebody to whom.' })
  direction!: ReferralDirection;

  @Field(() => ReferralStatuses, { description: 'The status.' })
  status!: ReferralStatus;
}

@ObjectType('ReferredLeadStats', { simpleResolvers: true, description: 'What came of the leads that contacts sent.' })
export class ReferredLeadStatsType {
  @count('Leads that name a contact as the one who referred them.')
  total!: number | null;

  @count('Those of them that became clients.')
  converted!: number | null;

  @figure('Share of them that became clients, from 0 to 1.')
  conversionRate!: number | null;

  @Field(() => [LeadStatusCountType], { description: 'By status, the largest first.' })
  byStatus!: LeadStatusCountType[];
}

const became = () => Field(() => [ReferralStatusCountType], { description: 'What became of them, the largest first.' });
const leads = () => Field(() => ReferredLeadStatsType, { description: 'The leads that were sent.' });

@ObjectType('TopReferrer', { simpleResolvers: true, description: 'A contact that sends people; the count is inbound.' })
export class TopReferrerType extends ShownCountType {
  @Field(() => ID, { description: 'The contact.' })
  contactId!: string;

  @Field(() => String, { nullable: true, description: "The contact's name; null of one that is deleted." })
  name!: string | null;

  @became()
  byStatus!: ReferralStatusCountType[];

  @leads()
  leads!: ReferredLeadStatsType;
}

@ObjectType('ContactReferralStats', {
  simpleResolvers: true,
  description: 'What contacts refer: of the referrals recorded, and the referred leads created, in the range.',
})
export class ContactReferralStatsType {
  @count('Referrals by which contacts sent somebody to the practice.')
  inbound!: number | null;

  @count('Referrals by which the practice sent somebody to contacts.')
  outbound!: number | null;

  @became()
  byStatus!: ReferralStatusCountType[];

  @leads()
  leads!: ReferredLeadStatsType;

  @Field(() => [TopReferrerType], {
    description:
      'The ten contacts that sent most, the largest first; of a range, among fifty that lead each of its months.',
  })
  topReferrers!: TopReferrerType[];
}

Field(() => ContactReferralStatsType, { description: 'What contacts refer, and what became of it.' })(
  ContactStatsType.prototype,
  'referrals',
);
