import { Field, ID, Int, ObjectType } from 'type-graphql';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { LeadConnection, LeadType } from '../../leads/graphql/lead.type.js';
import { SegmentConnection } from '../../segments/graphql/segment.type.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import { TaskConnection, TaskType } from '../../tasks/graphql/task.type.js';
import type { CampaignStatus } from '../campaign.status.js';
import type { CampaignChannel, CampaignType as Type } from '../campaign.vocabulary.js';
import {
  CampaignContentType,
  CampaignExpenseType,
  CampaignGoalType,
  CampaignMetricsType,
  CampaignRecipientType,
  MoneyType,
} from './campaign-parts.type.js';
import { CampaignChannels, CampaignStatuses, CampaignTypes } from './campaign-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });
const time = (description: string) => Field(() => DateTime, { nullable: true, description });
const person = (description: string) => Field(() => StaffMemberType, { nullable: true, description });
const may = (what: string) =>
  Field(() => Boolean, { nullable: true, description: `Whether the viewer may ${what} now.` });

/** GraphQL face of a campaign. */
@ObjectType('Campaign', { simpleResolvers: true, description: 'An effort of the practice to be found or remembered.' })
export class CampaignType {
  @Field(() => ID, { description: 'Id of the campaign.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the campaign was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the campaign itself last changed; recipients and expenses are not it.' })
  updatedAt!: Date;

  @id('Who added the campaign.')
  createdById!: string | null;

  @person('The member of staff who added the campaign.')
  createdBy!: StaffMemberType | null;

  @text('What it is called.')
  name!: string | null;

  @text('More about it.')
  description!: string | null;

  @Field(() => CampaignTypes, { nullable: true, description: 'What kind of campaign it is.' })
  type!: Type | null;

  @Field(() => [CampaignChannels], { nullable: true, description: 'In which ways it reaches people.' })
  channels!: CampaignChannel[] | null;

  @Field(() => CampaignStatuses, { nullable: true, description: 'Where it stands; its own mutations move it.' })
  status!: CampaignStatus | null;

  @time('When it begins; a SCHEDULED one does so by itself.')
  startAt!: Date | null;

  @time('When it completes by itself.')
  endAt!: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether people who join its segments while it is ACTIVE become recipients too.',
  })
  hasLiveAudience!: boolean | null;

  @Field(() => [ID], { nullable: true, description: 'Segments whose members become recipients when it begins.' })
  segmentIds!: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Segments whose members no segment makes recipients.' })
  excludeSegmentIds!: string[] | null;

  @Field(() => [CampaignGoalType], { nullable: true, description: 'What it is to reach, and how far it is.' })
  goals!: CampaignGoalType[] | null;

  @Field(() => MoneyType, { nullable: true, description: 'What may be spent on it.' })
  budget!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'What was spent on it.' })
  spent!: MoneyType | null;

  @text('Currency of all its amounts, by ISO 4217.')
  currency!: string | null;

  @Field(() => Int, { nullable: true, description: 'What one conversion is worth, in minor units of its currency.' })
  conversionValueMinor!: number | null;

  @Field(() => CampaignContentType, { nullable: true, description: 'What it says.' })
  content!: CampaignContentType | null;

  @id('Who is responsible for it.')
  ownerId!: string | null;

  @person('The member of staff who is responsible for it.')
  owner!: StaffMemberType | null;

  @text('A new lead whose link bears this code as its UTM campaign is attributed to it.')
  utmCampaign!: string | null;

  @time('When it was scheduled.')
  scheduledAt!: Date | null;

  @time('When it first became ACTIVE.')
  activatedAt!: Date | null;

  @time('When it was last paused; none once it goes on.')
  pausedAt!: Date | null;

  @time('When it was completed.')
  completedAt!: Date | null;

  @time('When it was cancelled.')
  cancelledAt!: Date | null;

  @time('When it was put away.')
  archivedAt!: Date | null;

  @Field(() => CampaignMetricsType, { nullable: true, description: 'What came of it, counted when it is read.' })
  metrics!: CampaignMetricsType | null;

  @may('change it')
  viewerCanUpdate!: boolean | null;

  @may('delete it')
  viewerCanDelete!: boolean | null;

  @may('schedule it')
  viewerCanSchedule!: boolean | null;

  @may('activate it')
  viewerCanActivate!: boolean | null;

  @may('pause it')
  viewerCanPause!: boolean | null;

  @may('let it go on')
  viewerCanResume!: boolean | null;

  @may('complete it')
  viewerCanComplete!: boolean | null;

  @may('cancel it')
  viewerCanCancel!: boolean | null;
}

export const CampaignConnection = connectionOf(CampaignType, 'Campaign');
const CampaignRecipientConnection = connectionOf(CampaignRecipientType, 'CampaignRecipient');
const CampaignExpenseConnection = connectionOf(CampaignExpenseType, 'CampaignExpense');

addConnection(
  CampaignType,
  'recipients',
  () => CampaignRecipientConnection,
  'Whom it is to reach, in the order they joined. Who came by a segment that asks by protected fields is there, and in the count, only for those who may see clinical fields of leads.',
);
addConnection(CampaignType, 'segments', () => SegmentConnection, 'The segments that it reaches, by name.');
addConnection(CampaignType, 'excludedSegments', () => SegmentConnection, 'The segments that it leaves out, by name.');
addConnection(CampaignType, 'expenses', () => CampaignExpenseConnection, 'What was spent on it, latest first.');
addConnection(CampaignType, 'leads', () => LeadConnection, 'The leads that are attributed to it, newest first.');
addConnection(CampaignType, 'tasks', () => TaskConnection, 'What is to be done for it, soonest first.');

// Leads and tasks stand below campaigns and don't know them.
const campaign = (description: string) => Field(() => CampaignType, { nullable: true, simple: true, description });
campaign('The campaign that the lead is attributed to.')(LeadType.prototype, 'campaign');
campaign('The campaign that it is about, when it is about one.')(TaskType.prototype, 'campaign');
