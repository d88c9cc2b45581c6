import { Field, ID, Int, ObjectType } from 'type-graphql';
import { AddressType } from '../../../platform/graphql/address.type.js';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { DateTime, LocalDate } from '../../../platform/graphql/scalars.js';
import { ClientRecordType } from '../../clients/graphql/client.type.js';
import { ContactType } from '../../contacts/graphql/contact.type.js';
import { InteractionConnection } from '../../interactions/graphql/interaction.type.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import { TaskConnection, TaskType } from '../../tasks/graphql/task.type.js';
import type { LeadStatus } from '../lead.status.js';
import type { ContactMethod, LeadSource, LeadStage, Service } from '../lead.vocabulary.js';
import { LeadInsuranceType, LeadPreferencesType, UtmType } from './lead-parts.type.js';
import { TimelineEntryType } from './lead-timeline.type.js';
import { ContactMethods, LeadSources, LeadStages, LeadStatuses, Services } from './lead-words.type.js';

const TimelineConnection = connectionOf(TimelineEntryType, 'LeadTimelineEntry');

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const time = (description: string) => Field(() => DateTime, { nullable: true, description });

/** GraphQL face of a lead; a field the viewer may not see is null with an error FORBIDDEN at its path. */
@ObjectType('Lead', { simpleResolvers: true, description: 'A potential client of the practice.' })
export class LeadType {
  @Field(() => ID, { description: 'Id of the lead.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the lead was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the lead last changed.' })
  updatedAt!: Date;

  @id('Who added the lead: a member of staff or an API key; none when it came by form or import.')
  createdById!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who added the lead.' })
  createdBy!: StaffMemberType | null;

  @text('First name.')
  firstName!: string | null;

  @text('Last name.')
  lastName!: string | null;

  @text('The name the person goes by.')
  preferredName!: string | null;

  @text('First and last name.')
  fullName!: string | null;

  @text('Pronouns.')
  pronouns!: string | null;

  @text('Mail address. Protected.')
  email!: string | null;

  @text('Telephone number in E.164. Protected.')
  phone!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Day of birth. Protected.' })
  dateOfBirth!: string | null;

  @Field(() => AddressType, { nullable: true, description: 'Postal address. Protected.' })
  address!: AddressType | null;

  @text('IANA time zone of the person.')
  timeZone!: string | null;

  @Field(() => ContactMethods, { nullable: true, description: 'How the person likes to be reached.' })
  preferredContactMethod!: ContactMethod | null;

  @flag('Whether mail may be written.')
  okToEmail!: boolean | null;

  @flag('Whether text messages may be sent.')
  okToText!: boolean | null;

  @flag('Whether messages may be left on voicemail.')
  okToVoicemail!: boolean | null;

  @text('How to reach the person safely. Protected.')
  safeContactNote!: string | null;

  @Field(() => LeadSources, { nullable: true, description: 'How the person found the practice.' })
  source!: LeadSource | null;

  @text('More about the source.')
  sourceDetail!: string | null;

  @Field(() => UtmType, { nullable: true, description: 'How the link that led here was tagged.' })
  utm!: UtmType | null;

  @text('The page the person arrived on.')
  landingPage!: string | null;

  @id('The contact who referred the person.')
  referredById!: string | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact who referred the person.' })
  referredBy!: ContactType | null;

  @id('The campaign that the lead is attributed to.')
  campaignId!: string | null;

  @Field(() => LeadStatuses, { nullable: true, description: 'Where the lead stands.' })
  status!: LeadStatus | null;

  @text('Why the lead was given up.')
  lostReason!: string | null;

  @Field(() => LeadStages, { nullable: true, description: 'How far the lead is on its way into care.' })
  stage!: LeadStage | null;

  @Field(() => [Services], { nullable: true, description: 'What kinds of care are sought. Protected.' })
  interestedServices!: Service[] | null;

  @text('What troubles the person. Protected.')
  presentingConcern!: string | null;

  @Field(() => LeadPreferencesType, { nullable: true, description: 'How care should be. Protected.' })
  preferences!: LeadPreferencesType | null;

  @Field(() => LeadInsuranceType, { nullable: true, description: 'Health insurance. Protected.' })
  insurance!: LeadInsuranceType | null;

  @flag('Whether the person pays without insurance.')
  isSelfPay!: boolean | null;

  @id('The member of staff who has the lead.')
  assignedToId!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who has the lead.' })
  assignedTo!: StaffMemberType | null;

  @Field(() => [String], { nullable: true, description: 'Words to find the lead by.' })
  tags!: string[] | null;

  @time('When to be in touch again.')
  nextFollowUpAt!: Date | null;

  @time('When the practice first reached out.')
  firstRespondedAt!: Date | null;

  @time('When the person became a client.')
  convertedAt!: Date | null;

  @id('The client record that the lead became.')
  clientId!: string | null;

  @Field(() => ClientRecordType, { nullable: true, description: 'The client record that the lead became.' })
  client!: ClientRecordType | null;

  @Field(() => Boolean, { description: 'Whether the viewer may change any of it.' })
  viewerCanUpdate!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may convert it.' })
  viewerCanConvert!: boolean;
}
addConnection(LeadType, 'interactions', () => InteractionConnection, 'What was said, newest first. Protected.');
addConnection(LeadType, 'tasks', () => TaskConnection, 'What is to be done, soonest first.');
addConnection(LeadType, 'timeline', () => TimelineConnection, 'What happened, newest first. Protected.');

export const LeadConnection = connectionOf(LeadType, 'Lead');

// A contact stands below leads and does not know them.
addConnection(ContactType, 'referredLeads', () => LeadConnection, 'The leads that name it as referrer, newest first.');

// Tasks stand below leads and don't know them.
Field(() => LeadType, { nullable: true, simple: true, description: 'The lead it is about, when it is about one.' })(
  TaskType.prototype,
  'lead',
);
