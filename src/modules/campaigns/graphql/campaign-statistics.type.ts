import { Field, Float, ObjectType } from 'type-graphql';
import { count, DayCountType, figure, ShownCountType, StatsType } from '../../../platform/graphql/statistics.type.js';
import type { CampaignStatus } from '../campaign.status.js';
import type { CampaignType } from '../campaign.vocabulary.js';
import { CampaignStatuses, CampaignTypes } from './campaign-words.type.js';

const minor = (description: string) => Field(() => Float, { description });

@ObjectType('CampaignStatusCount', { simpleResolvers: true, description: 'Campaigns of one status.' })
export class CampaignStatusCountType extends ShownCountType {
  @Field(() => CampaignStatuses, { description: 'The status.' })
  status!: CampaignStatus;
}

@ObjectType('CampaignTypeCount', { simpleResolvers: true, description: 'Campaigns of one type.' })
export class CampaignTypeCountType extends ShownCountType {
  @Field(() => CampaignTypes, { description: 'The type.' })
  type!: CampaignType;
}

@ObjectType('CampaignAmounts', {
  simpleResolvers: true,
  description: 'What the campaigns of one currency cost and brought; amounts are in its minor units.',
})
export class CampaignAmountsType {
  @Field(() => String, { description: 'The currency, by its ISO 4217 code.' })
  currency!: string;

  @count('Campaigns of this currency.')
  campaigns!: number | null;

  @minor('The sum of their budgets.')
  budgetMinor!: number;

  @minor('What was spent on them.')
  spentMinor!: number;

  @count('Leads attributed to them.')
  leads!: number | null;

  @count('Those of them that became clients.')
  conversions!: number | null;

  @figure('What was spent for each lead.')
  costPerLeadMinor!: number | null;

  @figure('What was spent for each conversion.')
  costPerConversionMinor!: number | null;

  @figure('What conversions are worth beyond what was spent, of campaigns that say what one is worth.')
  returnMinor!: number | null;

  @figure('The return in percent of what was spent on these campaigns.')
  returnPercent!: number | null;
}

@ObjectType('CampaignStats', { simpleResolvers: true, description: 'What the campaigns created in a range come to.' })
export class CampaignStatsType extends StatsType {
  @count('All campaigns.')
  total!: number | null;

  @Field(() => [CampaignStatusCountType], { description: 'By status, the largest first.' })
  byStatus!: CampaignStatusCountType[];

  @Field(() => [CampaignTypeCountType], { description: 'By type, the largest first.' })
  byType!: CampaignTypeCountType[];

  @count('Leads attributed to these campaigns.')
  leads!: number | null;

  @count('Those of them that became clients.')
  conversions!: number | null;

  @figure('Share of the leads that became clients, from 0 to 1.')
  conversionRate!: number | null;

  @Field(() => [CampaignAmountsType], { description: 'What they cost and brought, by currency.' })
  amounts!: CampaignAmountsType[];

  @Field(() => [DayCountType], { description: 'Campaigns by day of creation; the last 366 days of the range.' })
  daily!: DayCountType[];
}
