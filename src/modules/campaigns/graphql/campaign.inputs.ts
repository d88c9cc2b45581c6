import { Field, ID, InputType, Int } from 'type-graphql';
import type { z } from 'zod';
import { DateTime, LocalDate } from '../../../platform/graphql/scalars.js';
import { PersonInput } from '../../consents/graphql/person.inputs.js';
import type {
  AddCampaignRecipients,
  CreateCampaign,
  RecordCampaignExpense,
  ScheduleCampaign,
  UpdateCampaign,
} from '../campaign.rules.js';
import type { CampaignChannel, CampaignContent, CampaignType, Goal, GoalMetric } from '../campaign.vocabulary.js';
import { CampaignChannels, CampaignGoalMetrics, CampaignTypes } from './campaign-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const time = (description: string) => Field(() => DateTime, { nullable: true, description });

@InputType({ description: 'What a campaign says.' })
export class CampaignContentInput implements CampaignContent {
  @text('Headline, up to 200 characters.')
  headline?: string | null;

  @text('Message, up to 10,000 characters.')
  message?: string | null;

  @text('What people are asked to do, up to 200 characters.')
  callToAction?: string | null;

  @text('The page that people are led to: an http or https address.')
  landingPage?: string | null;
}

@InputType({ description: 'What a campaign is to reach.' })
export class CampaignGoalInput implements Goal {
  @Field(() => CampaignGoalMetrics, { description: 'What is counted; each metric has one goal.' })
  metric!: GoalMetric;

  @Field(() => Int, { description: 'How much is wanted, from 1.' })
  target!: number;
}

@InputType({ description: 'An amount of money.' })
export class MoneyInput {
  @Field(() => Int, { description: 'A whole number of minor units, as cents.' })
  amountMinor!: number;

  @text("Currency by ISO 4217; the campaign's, at first the practice's, unless given.")
  currency?: string | null;
}

/** What may be said of a campaign when it is added and when it changes. */
@InputType()
abstract class CampaignDetailsInput {
  @text('More about it, up to 10,000 characters.')
  description?: string | null;

  @Field(() => [CampaignChannels], { nullable: true, description: 'In which ways it reaches people.' })
  channels?: CampaignChannel[] | null;

  @time('When it begins; it stays once the campaign has begun.')
  startAt?: Date | null;

  @time('When it completes by itself, after its start.')
  endAt?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether people who join its segments while it is ACTIVE become recipients too; false at first.',
  })
  hasLiveAudience?: boolean;

  @ids('Segments whose members become recipients when it begins, or at once while it is ACTIVE.')
  segmentIds?: string[] | null;

  @ids('Segments whose members no segment makes recipients.')
  excludeSegmentIds?: string[] | null;

  @Field(() => [CampaignGoalInput], { nullable: true, description: 'What it is to reach.' })
  goals?: CampaignGoalInput[] | null;

  @Field(() => MoneyInput, { nullable: true, description: 'What may be spent on it.' })
  budget?: MoneyInput | null;

  @Field(() => Int, { nullable: true, description: 'What one conversion is worth, in minor units of its currency.' })
  conversionValueMinor?: number | null;

  @Field(() => CampaignContentInput, { nullable: true, description: 'What it says.' })
  content?: CampaignContentInput | null;

  @Field(() => ID, { nullable: true, description: 'Who is responsible for it; who adds it, unless given.' })
  ownerId?: string | null;

  @text('A new lead whose link bears this code as its UTM campaign is attributed to it; no other campaign has it.')
  utmCampaign?: string | null;
}

@InputType('CreateCampaignInput', { description: 'A new campaign; it begins as a draft.' })
export class CreateCampaignInput extends CampaignDetailsInput implements z.input<typeof CreateCampaign> {
  @Field(() => String, { description: 'What it is called, up to 200 characters.' })
  name!: string;

  @Field(() => CampaignTypes, { nullable: true, description: 'What kind it is; MULTI_CHANNEL unless given.' })
  type?: CampaignType | null;
}

@InputType('UpdateCampaignInput', {
  description:
    'What changes of a campaign: the fields that are given; null empties one. Of its content the rest stays.',
})
export class UpdateCampaignInput
  extends CampaignDetailsInput
  implements Omit<z.input<typeof UpdateCampaign>, 'name' | 'type'>
{
  @text('What it is called, up to 200 characters; it can not be emptied.')
  name?: string | null;

  @Field(() => CampaignTypes, { nullable: true, description: 'What kind it is.' })
  type?: CampaignType | null;
}

@InputType('ScheduleCampaignInput', {
  description: 'When a campaign is to begin and end, where that was not said before.',
})
export class ScheduleCampaignInput implements z.input<typeof ScheduleCampaign> {
  @time('When it begins, in the future.')
  startAt?: Date | null;

  @time('When it completes by itself.')
  endAt?: Date | null;
}

@InputType('AddCampaignRecipientsInput', { description: 'Whom a campaign is to reach besides.' })
export class AddCampaignRecipientsInput implements z.input<typeof AddCampaignRecipients> {
  @Field(() => [PersonInput], { nullable: true, description: 'People by name, at most 1,000.' })
  recipients?: PersonInput[] | null;

  @ids('All who are in these segments now, and in none that the campaign leaves out.')
  segmentIds?: string[] | null;
}

@InputType('RecordCampaignExpenseInput', { description: 'Money spent on a campaign.' })
export class RecordCampaignExpenseInput implements z.input<typeof RecordCampaignExpense> {
  @Field(() => LocalDate, { description: 'The day on which it was spent.' })
  spentOn!: string;

  @Field(() => Int, { description: "Minor units of the campaign's currency; below 0 takes back what was recorded." })
  amountMinor!: number;

  @text('What kind of expense it is, up to 100 characters.')
  category?: string | null;

  @text('More about it, up to 500 characters.')
  note?: string | null;
}
