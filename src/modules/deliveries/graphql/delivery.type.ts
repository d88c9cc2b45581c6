import { Field, ID, Int, ObjectType } from 'type-graphql';
import { addConnection, connectionOf } from '../../../platform/graphql/connection.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { PersonType } from '../../consents/graphql/person.type.js';
import { ContactType } from '../../contacts/graphql/contact.type.js';
import { LeadType } from '../../leads/graphql/lead.type.js';
import type { DeliveryReason, DeliveryState } from '../delivery.vocabulary.js';
import { DeliveryReasons, DeliveryStates } from './delivery-words.type.js';

const time = (description: string) => Field(() => DateTime, { nullable: true, description });
const count = (description: string) => Field(() => Int, { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });

/** GraphQL face of a delivery; a field the viewer may not see is null with an error FORBIDDEN at its path. */
@ObjectType('Delivery', { simpleResolvers: true, description: 'One message of an email campaign to one person.' })
export class DeliveryType {
  @Field(() => ID, { description: 'Id of the delivery, which the message bears as `send_id`.' })
  id!: string;

  @Field(() => DateTime, { description: 'When the audience was fixed.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When something last changed.' })
  updatedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The email campaign it is of.' })
  emailCampaignId!: string | null;

  @Field(() => PersonType, { nullable: true, description: 'Whom it is for.' })
  recipient!: PersonType | null;

  @Field(() => LeadType, { nullable: true, description: 'The lead it is for, when it is for one.' })
  lead!: LeadType | null;

  @Field(() => ContactType, { nullable: true, description: 'The contact it is for, when it is for one.' })
  contact!: ContactType | null;

  @Field(() => DeliveryStates, { nullable: true, description: 'Where it stands.' })
  state!: DeliveryState | null;

  @Field(() => DeliveryReasons, { nullable: true, description: 'Why it stands there, where that needs a reason.' })
  reason!: DeliveryReason | null;

  @count('How often it was handed to the mail provider without a certain refusal.')
  attempts!: number | null;

  @time('When it was last handed to the mail provider.')
  attemptedAt!: Date | null;

  @count('What the mail provider answered; 0: taken.')
  providerCode!: number | null;

  @Field(() => String, { nullable: true, description: 'Id that the mail provider gave it.' })
  providerMessageId!: string | null;

  @time('When the mail provider took it.')
  acceptedAt!: Date | null;

  @time('Since when nobody knows what became of it.')
  unknownSince!: Date | null;

  @count('How often the mail provider was searched for it.')
  searches!: number | null;

  @time('When it is next searched for; none: never again, a person has to say.')
  nextSearchAt!: Date | null;

  @time('When it reached the mailbox.')
  deliveredAt!: Date | null;

  @time('When it bounced for good.')
  bouncedAt!: Date | null;

  @time('When it bounced for now.')
  softBouncedAt!: Date | null;

  @time('When the person complained of it.')
  complainedAt!: Date | null;

  @time('When the person unsubscribed by it.')
  unsubscribedAt!: Date | null;

  @count('How often it was opened, by anybody or anything.')
  opens!: number | null;

  @flag('Whether a person opened it, as far as can be told.')
  hasHumanOpen!: boolean | null;

  @count('How often a link in it was followed, by anybody or anything.')
  clicks!: number | null;

  @flag('Whether a person followed a link, as far as can be told.')
  hasHumanClick!: boolean | null;

  @flag('Whether the viewer may say now what became of it.')
  viewerCanResolve!: boolean | null;
}

export const DeliveryConnection = connectionOf(DeliveryType, 'Delivery');

@ObjectType('ResolveDeliveryPayload', { simpleResolvers: true, description: 'What came of resolving a delivery.' })
export class ResolveDeliveryPayload extends Payload {
  @Field(() => DeliveryType, { nullable: true, description: 'The delivery as it is now.' })
  delivery!: DeliveryType | null;
}

const toThem = 'What was to be mailed to the person, newest first, and what became of it.';
addConnection(LeadType, 'deliveries', () => DeliveryConnection, toThem);
addConnection(ContactType, 'deliveries', () => DeliveryConnection, toThem);
