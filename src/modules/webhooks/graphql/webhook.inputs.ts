import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import type { DeliveryState } from '../webhook.vocabulary.js';
import { WebhookDeliveryStates } from './webhook.type.js';

@InputType({ description: 'A change of a webhook; what is absent stays.' })
export class UpdateWebhookInput {
  @Field(() => String, { nullable: true, description: 'An https address of the public internet.' })
  url?: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Field(() => [String], { nullable: true, description: 'The events it is told, of `webhookEventTypes`; empty: all.' })
  eventTypes?: string[];

  @Field(() => Boolean, { nullable: true, description: 'Whether it is told anything.' })
  isActive?: boolean;
}

@InputType({ description: 'A new webhook.' })
export class CreateWebhookInput extends UpdateWebhookInput {
  @Field(() => String, { description: 'An https address of the public internet.' })
  declare url: string;
}

@InputType({ description: 'What is to be told again; dead deliveries unless one or an instant is named.' })
export class ReplayWebhookInput {
  @Field(() => ID, { nullable: true, description: 'This delivery, delivered or dead.' })
  deliveryId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Everything that happened from then on.' })
  since?: Date | null;
}

@InputType({ description: 'Which deliveries.' })
export class WebhookDeliveryFilter {
  @Field(() => [WebhookDeliveryStates], { nullable: true, description: 'Where they stand.' })
  state?: DeliveryState[] | null;

  @Field(() => [ID], { nullable: true, description: 'To which records it happened.' })
  objectId?: string[] | null;
}

@ArgsType()
export class WebhookDeliveriesArgs extends PageArgs {
  @Field(() => ID, { description: 'The webhook.' })
  webhookId!: string;

  @Field(() => WebhookDeliveryFilter, { nullable: true, description: 'Which deliveries.' })
  filter?: WebhookDeliveryFilter | null;
}
