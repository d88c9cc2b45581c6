import { Field, ID, ObjectType } from 'type-graphql';
import { count, DayCountType, figure, ShownCountType, StatsType } from '../../../platform/graphql/statistics.type.js';
import { CampaignStatsType } from '../../campaigns/graphql/campaign-statistics.type.js';
import { MailPurposes } from '../../templates/graphql/mail-purposes.type.js';
import type { MailPurpose } from '../../templates/template.vocabulary.js';
import type { BestEmailCampaign } from '../email-campaign.statistics-report.js';
import type { EmailCampaignStatus } from '../email-campaign.status.js';
import { EmailCampaignMetricsType } from './email-campaign-metrics.type.js';
import { EmailCampaignStatuses } from './email-campaign-words.type.js';

@ObjectType('EmailCampaignStatusCount', { simpleResolvers: true, description: 'Email campaigns of one status.' })
export class EmailCampaignStatusCountType extends ShownCountType {
  @Field(() => EmailCampaignStatuses, { description: 'The status.' })
  status!: EmailCampaignStatus;
}

@ObjectType('EmailCampaignPurposeCount', { simpleResolvers: true, description: 'Email campaigns of one purpose.' })
export class EmailCampaignPurposeCountType extends ShownCountType {
  @Field(() => MailPurposes, { nullable: true, description: 'The purpose; null: not chosen yet.' })
  purpose!: MailPurpose | null;
}

@ObjectType('BestEmailCampaign', {
  simpleResolvers: true,
  description: 'One of the email campaigns of which people followed links most often.',
})
export class BestEmailCampaignType implements BestEmailCampaign {
  @Field(() => ID, { description: 'Id of the email campaign.' })
  id!: string;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @count('How many arrived.')
  delivered!: number;

  @figure('Of those, the share of which a link was followed, by whatever followed it.')
  clickRate!: number | null;

  @figure('Of those, the share of which a person followed a link.')
  humanClickRate!: number | null;
}

@ObjectType('EmailCampaignStats', {
  simpleResolvers: true,
  description: 'What the email campaigns created in a range come to.',
})
export class EmailCampaignStatsType extends StatsType {
  @count('All email campaigns.')
  total!: number | null;

  @Field(() => [EmailCampaignStatusCountType], { description: 'By status, the largest first.' })
  byStatus!: EmailCampaignStatusCountType[];

  @Field(() => [EmailCampaignPurposeCountType], { description: 'By purpose, the largest first.' })
  byPurpose!: EmailCampaignPurposeCountType[];

  @count('Messages that the mail provider took.')
  sent!: number | null;

  @Field(() => EmailCampaignMetricsType, {
    description:
      'The figures of all together; without audiences by protected fields, for who may not see clinical fields of leads.',
  })
  metrics!: EmailCampaignMetricsType;

  @Field(() => [BestEmailCampaignType], {
    description: 'Up to five by the share of people who followed a link, among those that reached more than ten.',
  })
  best!: BestEmailCampaignType[];

  @Field(() => [DayCountType], { description: 'Email campaigns by day of creation; the last 366 days of the range.' })
  daily!: DayCountType[];
}

Field(() => EmailCampaignMetricsType, {
  description:
    'What became of the mail of these campaigns; without audiences by protected fields, for who may not see clinical fields of leads.',
})(CampaignStatsType.prototype, 'mail');
