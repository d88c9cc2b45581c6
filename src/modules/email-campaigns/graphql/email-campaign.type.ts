import { Field, ID, Int, ObjectType } from 'type-graphql';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { CampaignType } from '../../campaigns/graphql/campaign.type.js';
import type { PersonType } from '../../consents/consent.vocabulary.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import { ContactType } from '../../contacts/graphql/contact.type.js';
import { LeadType } from '../../leads/graphql/lead.type.js';
import { SegmentConnection } from '../../segments/graphql/segment.type.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import { TaskConnection, TaskType } from '../../tasks/graphql/task.type.js';
import { MailPurposes } from '../../templates/graphql/mail-purposes.type.js';
import { EmailTemplateType } from '../../templates/graphql/template.type.js';
import type { MailPurpose } from '../../templates/template.vocabulary.js';
import type { EmailCampaignStatus } from '../email-campaign.status.js';
import type { PauseCode, PauseReason, Tracking } from '../email-campaign.vocabulary.js';
import { EmailCampaignMetricsType } from './email-campaign-metrics.type.js';
import { EmailCampaignReadinessType } from './email-campaign-preview.type.js';
import { EmailCampaignStatuses, PauseCodes } from './email-campaign-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });
const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const time = (description: string) => Field(() => DateTime, { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const may = (what: string) => flag(`Whether the viewer may ${what} now.`);

@ObjectType('EmailTracking', { simpleResolvers: true, description: 'What is noted of what people do with a message.' })
export class EmailTrackingType implements Tracking {
  @Field(() => Boolean, { description: 'Whether opens are noted.' })
  opens!: boolean;

  @Field(() => Boolean, { description: 'Whether followed links are noted.' })
  clicks!: boolean;
}

@ObjectType('EmailCampaignPauseReason', { simpleResolvers: true, description: 'Why an email campaign is paused.' })
export class PauseReasonType implements PauseReason {
  @Field(() => PauseCodes, { description: 'For programs.' })
  code!: PauseCode;

  @Field(() => String, { description: 'For people, with the figures that say so.' })
  message!: string;
}

@ObjectType('EmailCampaignRecipient', {
  simpleResolvers: true,
  description: 'Somebody whom an email campaign names by hand.',
})
export class EmailCampaignRecipientType {
  @Field(() => ID, { description: 'Id of the lead or contact.' })
  id!: string;

  @Field(() => RecipientTypes, { description: 'What the person is to the practice.' })
  type!: PersonType;

  @Field(() => LeadType, { nullable: true, description: 'The lead, when it is one that the viewer may see.' })
  lead!: LeadType | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact, when it is one that the viewer may see.' })
  contact!: ContactType | null;
}

/** GraphQL face of an email campaign. */
@ObjectType('EmailCampaign', {
  simpleResolvers: true,
  description: 'One message to many: what it says, to whom, when.',
})
export class EmailCampaignType {
  @Field(() => ID, { description: 'Id of the email campaign.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it last changed; its figures are not it.' })
  updatedAt!: Date;

  @id('Who added it.')
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who added it.' })
  createdBy!: StaffMemberType | null;

  @text('What it is called, for staff.')
  name!: string | null;

  @id('The campaign that it is part of.')
  campaignId!: string | null;

  @Field(() => CampaignType, { nullable: true, description: 'The campaign that it is part of.' })
  campaign!: CampaignType | null;

  @id('The template that says what it does not say itself.')
  templateId!: string | null;

  @Field(() => EmailTemplateType, { nullable: true, description: 'The template, unless it is gone.' })
  template!: EmailTemplateType | null;

  @Field(() => MailPurposes, {
    nullable: true,
    description: "What it is for; until it is sent, the template's unless set.",
  })
  purpose!: MailPurpose | null;

  @text('Its own subject line.')
  subject!: string | null;

  @text('Its own words that mail programs show beside the subject.')
  preheader!: string | null;

  @text('Its own HTML, as it was written.')
  html!: string | null;

  @text('Its own text part.')
  text!: string | null;

  @text('The name that it comes from.')
  fromName!: string | null;

  @text('The address that it comes from.')
  fromEmail!: string | null;

  @text('The address that answers go to.')
  replyTo!: string | null;

  @Field(() => EmailTrackingType, {
    nullable: true,
    description: 'What is noted of what people do with it; nothing for an audience by protected fields.',
  })
  tracking!: EmailTrackingType | null;

  @text('What it is about, as people choose from it.')
  topic!: string | null;

  @Field(() => EmailCampaignStatuses, { nullable: true, description: 'Where it stands; its own mutations move it.' })
  status!: EmailCampaignStatus | null;

  @time('When it starts by itself, or was to.')
  scheduledAt!: Date | null;

  @text('The time zone in which that was said.')
  timeZone!: string | null;

  @Field(() => PauseReasonType, { nullable: true, description: 'Why it is paused, while it is.' })
  pauseReason!: PauseReasonType | null;

  @time('When more people had complained of it than is healthy, though not enough to stop it.')
  complaintsWarnedAt!: Date | null;

  @time('When it was first started.')
  sendingSince!: Date | null;

  @time('When it was paused, while it is.')
  pausedAt!: Date | null;

  @time('When its last message came to an end.')
  sentAt!: Date | null;

  @time('When it was cancelled.')
  cancelledAt!: Date | null;

  @time('When it was put away.')
  archivedAt!: Date | null;

  @flag('Whether who is in its audience tells something of a protected field.')
  isSensitive!: boolean | null;

  @flag("Whether a campaign's automation sends it, to one member after the other.")
  isTriggered!: boolean | null;

  @ids('Segments whose members get it.')
  segmentIds!: string[] | null;

  @ids('Segments whose members do not get it.')
  excludeSegmentIds!: string[] | null;

  @Field(() => EmailCampaignMetricsType, { nullable: true, description: 'What became of it.' })
  metrics!: EmailCampaignMetricsType | null;

  @Field(() => EmailCampaignReadinessType, {
    nullable: true,
    description: 'What stands in the way of sending it. Looked up of one that is asked for by itself; null in a list.',
  })
  readiness!: EmailCampaignReadinessType | null;

  @may('change it')
  viewerCanUpdate!: boolean | null;

  @may('delete it')
  viewerCanDelete!: boolean | null;

  @may('put it away')
  viewerCanArchive!: boolean | null;

  @flag('Whether the viewer may send tests of it.')
  viewerCanTest!: boolean | null;

  @may('schedule it')
  viewerCanSchedule!: boolean | null;

  @may('send it')
  viewerCanSend!: boolean | null;

  @may('pause it')
  viewerCanPause!: boolean | null;

  @may('let it go on')
  viewerCanResume!: boolean | null;

  @may('cancel it')
  viewerCanCancel!: boolean | null;
}

export const EmailCampaignConnection = connectionOf(EmailCampaignType, 'EmailCampaign');
const RecipientConnection = connectionOf(EmailCampaignRecipientType, 'EmailCampaignRecipient');

addConnection(EmailCampaignType, 'recipients', () => RecipientConnection, 'Whom it names by hand, in their order.');
addConnection(EmailCampaignType, 'segments', () => SegmentConnection, 'The segments that it reaches, by name.');
addConnection(
  EmailCampaignType,
  'excludedSegments',
  () => SegmentConnection,
  'The segments that it leaves out, by name.',
);
addConnection(EmailCampaignType, 'tasks', () => TaskConnection, 'What is to be done for it, soonest first.');

// Campaigns and tasks stand below email campaigns and don't know them.
addConnection(CampaignType, 'emailCampaigns', () => EmailCampaignConnection, 'Its email campaigns, newest first.');
Field(() => EmailCampaignType, {
  nullable: true,
  simple: true,
  description: 'The email campaign that it is about, when it is about one.',
})(TaskType.prototype, 'emailCampaign');
