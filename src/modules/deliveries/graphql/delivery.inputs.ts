import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import type { PersonType } from '../../consents/consent.vocabulary.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import type { DeliveryFilterInput } from '../delivery.filter.js';
import type { ResolveDelivery } from '../delivery.rules.js';
import { deliverySortFields } from '../delivery.shape.js';
import type { DeliveryReason, DeliveryResolution, DeliveryState } from '../delivery.vocabulary.js';
import { DeliveryReasons, DeliveryResolutions, DeliveryStates } from './delivery-words.type.js';

const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

@InputType({ description: 'Which deliveries: all fields given must hold; a list holds when one of its values does.' })
export class DeliveryFilter implements DeliveryFilterInput {
  @Field(() => [DeliveryStates], { nullable: true, description: 'Where they stand.' })
  state?: DeliveryState[] | null;

  @Field(() => [DeliveryReasons], { nullable: true, description: 'Why they stand there.' })
  reason?: DeliveryReason[] | null;

  @Field(() => [RecipientTypes], { nullable: true, description: 'To leads or to contacts.' })
  recipientType?: PersonType[] | null;

  @Field(() => [ID], { nullable: true, description: 'To one of these people.' })
  recipientId?: string[] | null;

  @range('When the mail provider took them.')
  acceptedAt?: InstantRange | null;

  @range('When they reached the mailbox.')
  deliveredAt?: InstantRange | null;

  @range('When they bounced for good.')
  bouncedAt?: InstantRange | null;

  @Field(() => [DeliveryFilter], { nullable: true, description: 'All of these hold.' })
  and?: DeliveryFilter[] | null;

  @Field(() => [DeliveryFilter], { nullable: true, description: 'One of these holds.' })
  or?: DeliveryFilter[] | null;

  @Field(() => DeliveryFilter, { nullable: true, description: 'This does not hold.' })
  not?: DeliveryFilter | null;
}

const DeliverySort = sortOf('Delivery', deliverySortFields);

@ArgsType()
export class DeliveriesArgs extends PageArgs {
  @Field(() => ID, { description: 'Whose deliveries.' })
  emailCampaignId!: string;

  @Field(() => [DeliveryStates], { nullable: true, description: 'Those in one of these states.' })
  state?: DeliveryState[] | null;

  @Field(() => DeliveryFilter, { nullable: true, description: 'Which of them.' })
  filter?: DeliveryFilter | null;

  @Field(() => [DeliverySort], { nullable: true, description: 'In which order; as they are sent unless given.' })
  sort?: { field: string; direction: 'ASC' | 'DESC' }[] | null;
}

@InputType({ description: 'What a person says of a delivery of which nobody knows.' })
export class ResolveDeliveryInput implements z.input<typeof ResolveDelivery> {
  @Field(() => DeliveryResolutions, { description: 'Whether it is sent again or taken for sent.' })
  resolution!: DeliveryResolution;
}
