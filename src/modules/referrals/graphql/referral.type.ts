import { Field, ID, Int, ObjectType } from 'type-graphql';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { ContactType } from '../../contacts/graphql/contact.type.js';
import { LeadType } from '../../leads/graphql/lead.type.js';
import { TimelineEntryType } from '../../leads/graphql/lead-timeline.type.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import type { ReferralStatus } from '../referral.status.js';
import type { ReferralDirection } from '../referral.vocabulary.js';
import { ReferralDirections, ReferralStatuses } from './referral-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });
const time = (description: string) => Field(() => DateTime, { nullable: true, description });
const colleague = (description: string) => Field(() => StaffMemberType, { nullable: true, description });

/** GraphQL face of a referral; a field the viewer may not see is null with an error FORBIDDEN at its path. */
@ObjectType('Referral', {
  simpleResolvers: true,
  description: `That a contact sent somebody, or was sent somebody. Its status is what the practice tells the contact, so
people alone move it: a lead that is converted, lost or deleted leaves it. What became of the leads that contacts sent
is in contactStats.`,
})
export class ReferralType {
  @Field(() => ID, { description: 'Id of the referral.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change; `expectedVersion` refuses one made on an old copy.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the referral was written down.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the referral last changed.' })
  updatedAt!: Date;

  @id('Who wrote it down: a member of staff or an API key.')
  createdById!: string | null;

  @colleague('The member of staff who wrote it down.')
  createdBy!: StaffMemberType | null;

  @Field(() => ReferralDirections, { nullable: true, description: 'Who sent somebody to whom.' })
  direction!: ReferralDirection | null;

  @id('The contact on the other side.')
  contactId!: string | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact on the other side.' })
  contact!: ContactType | null;

  @id('Who was sent, once that is a lead. Only for those who may see that lead.')
  leadId!: string | null;

  @Field(() => LeadType, { nullable: true, description: 'Who was sent. Only for those who may see that lead.' })
  lead!: LeadType | null;

  @time('When it was received, or sent.')
  receivedAt!: Date | null;

  @time('Until when the other side is to hear that it was received.')
  acknowledgementDueAt!: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the contact has waited too long to hear of it.' })
  isOverdue!: boolean | null;

  @Field(() => ReferralStatuses, { nullable: true, description: 'How far it has come.' })
  status!: ReferralStatus | null;

  @text('What was said of it. Protected.')
  note!: string | null;

  @text('What became of it. Protected.')
  outcome!: string | null;

  @time('When it was acknowledged.')
  acknowledgedAt!: Date | null;

  @id('Who acknowledged it.')
  acknowledgedById!: string | null;

  @colleague('The member of staff who acknowledged it.')
  acknowledgedBy!: StaffMemberType | null;

  @time('When the contact was last told the outcome.')
  outcomeSharedAt!: Date | null;

  @id('Who told it.')
  outcomeSharedById!: string | null;

  @colleague('The member of staff who told it.')
  outcomeSharedBy!: StaffMemberType | null;

  @Field(() => Boolean, { description: 'Whether the viewer may change it.' })
  viewerCanUpdate!: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete!: boolean;

  @Field(() => Boolean, { description: 'Whether it waits to be acknowledged, and the viewer may do so.' })
  viewerCanAcknowledge!: boolean;
}

export const ReferralConnection = connectionOf(ReferralType, 'Referral');

// Contacts and leads stand below referrals and do not know them.
addConnection(ContactType, 'referrals', () => ReferralConnection, 'Whom the contact sent or was sent, newest first.');
addConnection(LeadType, 'referrals', () => ReferralConnection, 'Who sent the person, and to whom, newest first.');

@ObjectType({ simpleResolvers: true })
abstract class ReferralPayload extends Payload {
  @Field(() => ReferralType, { nullable: true, description: 'The referral.' })
  referral!: ReferralType | null;
}

const payloadOf = (what: string) => ({ simpleResolvers: true, description: `What came of ${what}.` });

@ObjectType('RecordReferralPayload', payloadOf('writing a referral down'))
export class RecordReferralPayload extends ReferralPayload {}

@ObjectType('UpdateReferralPayload', payloadOf('changing a referral'))
export class UpdateReferralPayload extends ReferralPayload {}

@ObjectType('AcknowledgeReferralPayload', payloadOf('acknowledging a referral'))
export class AcknowledgeReferralPayload extends ReferralPayload {}

@ObjectType('ShareReferralOutcomePayload', payloadOf('telling an outcome'))
export class ShareReferralOutcomePayload extends ReferralPayload {}

@ObjectType('RestoreReferralPayload', payloadOf('restoring a referral'))
export class RestoreReferralPayload extends ReferralPayload {}

@ObjectType('DeleteReferralPayload', payloadOf('deleting a referral'))
export class DeleteReferralPayload extends ReferralPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the referral that is gone.' })
  deletedReferralId!: string | null;
}

Field(() => ReferralType, { nullable: true, simple: true, description: 'The referral, when it is one.' })(
  TimelineEntryType.prototype,
  'referral',
);
