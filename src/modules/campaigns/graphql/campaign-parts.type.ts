import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DateTime, LocalDate } from '../../../platform/graphql/scalars.js';
import type { PersonType } from '../../consents/consent.vocabulary.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import { ContactType } from '../../contacts/graphql/contact.type.js';
import { LeadType } from '../../leads/graphql/lead.type.js';
import { SegmentType } from '../../segments/graphql/segment.type.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import type { CampaignContent, Goal, GoalMetric, RecipientOrigin } from '../campaign.vocabulary.js';
import { CampaignGoalMetrics, RecipientOrigins } from './campaign-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

@ObjectType('Money', { simpleResolvers: true, description: 'An amount of money.' })
export class MoneyType {
  @Field(() => Float, { description: 'A whole number of minor units, as cents.' })
  amountMinor!: number;

  @Field(() => String, { description: 'Currency by ISO 4217.' })
  currency!: string;
}

@ObjectType('CampaignContent', { simpleResolvers: true, description: 'What a campaign says.' })
export class CampaignContentType implements CampaignContent {
  @text('Headline.')
  headline!: string | null;

  @text('Message.')
  message!: string | null;

  @text('What people are asked to do.')
  callToAction!: string | null;

  @text('The page that people are led to.')
  landingPage!: string | null;
}

@ObjectType('CampaignGoal', { simpleResolvers: true, description: 'What a campaign is to reach, and how far it is.' })
export class CampaignGoalType implements Goal {
  @Field(() => CampaignGoalMetrics, { description: 'What is counted.' })
  metric!: GoalMetric;

  @Field(() => Int, { description: 'How much is wanted.' })
  target!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'How much there is; a whole number. Null of RECIPIENTS for who sees no `recipients` in the metrics.',
  })
  actual!: number | null;

  @Field(() => Float, { nullable: true, description: 'What there is, in percent of what is wanted; null without it.' })
  percent!: number | null;
}

const count = (description: string) => Field(() => Int, { description });
const sum = (description: string) => Field(() => Float, { description: `${description} In minor units.` });
const ratio = (description: string) => Field(() => Float, { nullable: true, description });

@ObjectType('CampaignMetrics', {
  simpleResolvers: true,
  description: 'What came of a campaign, counted when it is read.',
})
export class CampaignMetricsType {
  @Field(() => Int, {
    nullable: true,
    description:
      'People who are to be reached. Null for who may not see clinical fields of leads, once the campaign has used a segment that asks by protected fields.',
  })
  recipients!: number | null;

  @count('Leads that are attributed to the campaign.')
  leads!: number;

  @count('Those of them that were qualified, converted ones too.')
  qualifiedLeads!: number;

  @count('Those of them that became clients.')
  conversions!: number;

  @ratio('Conversions in percent of leads; null without leads.')
  conversionRate!: number | null;

  @Field(() => String, { description: 'Currency of the amounts by ISO 4217.' })
  currency!: string;

  @ratio('What may be spent, in minor units; null where no budget is set.')
  budgetMinor!: number | null;

  @sum('What was spent.')
  spentMinor!: number;

  @ratio('What is left of the budget, in minor units, below 0 when it is overdrawn; null where none is set.')
  remainingMinor!: number | null;

  @ratio('What one lead cost, in minor units; null without leads.')
  costPerLeadMinor!: number | null;

  @ratio('What one conversion cost, in minor units; null without any.')
  costPerConversionMinor!: number | null;

  @ratio('What the conversions are worth less what was spent, in minor units; null where no worth is set.')
  returnMinor!: number | null;

  @ratio('That return in percent of what was spent; null where nothing was spent or no worth is set.')
  returnPercent!: number | null;
}

@ObjectType('CampaignExpense', { simpleResolvers: true, description: 'Money spent on a campaign, or taken back.' })
export class CampaignExpenseType {
  @Field(() => ID, { description: 'Id of the expense.' })
  id!: string;

  @Field(() => DateTime, { description: 'When it was recorded.' })
  createdAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Who recorded it.' })
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who recorded it.' })
  createdBy!: StaffMemberType | null;

  @Field(() => LocalDate, { description: 'The day on which it was spent.' })
  spentOn!: string;

  @Field(() => Int, { description: "Minor units of the campaign's currency; below 0 when an expense is taken back." })
  amountMinor!: number;

  @text('What kind of expense it is.')
  category!: string | null;

  @text('More about it.')
  note!: string | null;
}

@ObjectType('CampaignRecipient', { simpleResolvers: true, description: 'Somebody whom a campaign is to reach.' })
export class CampaignRecipientType {
  @Field(() => ID, { description: 'Id of the lead or contact.' })
  id!: string;

  @Field(() => RecipientTypes, { description: 'What the person is to the practice.' })
  type!: PersonType;

  @Field(() => LeadType, { nullable: true, description: 'The lead, when it is one that the viewer may see.' })
  lead!: LeadType | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact, when it is one that the viewer may see.' })
  contact!: ContactType | null;

  @Field(() => RecipientOrigins, { description: 'How the person became a recipient.' })
  origin!: RecipientOrigin;

  @Field(() => ID, { nullable: true, description: 'The segment that the person came by.' })
  segmentId!: string | null;

  @Field(() => SegmentType, { nullable: true, description: 'The segment that the person came by, unless it is gone.' })
  segment!: SegmentType | null;

  @Field(() => DateTime, { description: 'When the person became a recipient.' })
  addedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Who added the person; none when the clock did.' })
  addedById!: string | null;
}
