import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import { type DeliveryState, deliveryStates } from '../webhook.vocabulary.js';

export const WebhookDeliveryStates = enumOf(
  'WebhookDeliveryState',
  deliveryStates,
  'Where the telling of an event stands.',
  {
    PENDING: 'It is still to be told, or told again.',
    DELIVERED: 'The receiver has taken it.',
    DEAD: 'It was given up after two days; it can be replayed.',
  },
);

const text = (description: string) => Field(() => String, { nullable: true, description });
const time = (description: string) => Field(() => DateTime, { nullable: true, description });

@ObjectType('Webhook', { simpleResolvers: true, description: 'An address that is told what happens in the practice.' })
export class WebhookType {
  @Field(() => ID, { description: 'Id of the webhook.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by each change.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it last changed.' })
  updatedAt!: Date;

  @Field(() => StaffMemberType, { nullable: true, description: 'Who added it.' })
  createdBy!: StaffMemberType | null;

  @Field(() => String, { description: 'Where events are posted to.' })
  url!: string;

  @text('What it is for.')
  description!: string | null;

  @Field(() => [String], { description: 'The events it is told; empty: all of them.' })
  eventTypes!: string[];

  @Field(() => Boolean, {
    description: 'Whether it is told anything; what happens while it is off is not kept for it.',
  })
  isActive!: boolean;

  @Field(() => Int, { description: 'Calls in a row that were not answered.' })
  failures!: number;

  @time('Until when a silent receiver is left alone.')
  retryAt!: Date | null;

  @Field(() => Int, { description: 'Events it is still to be told.' })
  pendingCount!: number;

  @Field(() => Int, { description: 'Events that were given up.' })
  deadCount!: number;
}
export const WebhookConnection = connectionOf(WebhookType, 'Webhook');

@ObjectType('WebhookDelivery', { simpleResolvers: true, description: 'What became of one event at one receiver.' })
export class WebhookDeliveryType {
  @Field(() => ID, { description: 'Id of the delivery: `webhook-id` and `id` of what is posted, each time the same.' })
  id!: string;

  @Field(() => ID, { description: 'The webhook.' })
  webhookId!: string;

  @Field(() => String, { description: 'What happened.' })
  type!: string;

  @Field(() => String, { description: 'To what kind of record.' })
  objectType!: string;

  @Field(() => ID, { description: 'To which record.' })
  objectId!: string;

  @text("The event's place in the order of the practice; a test has none.")
  sequence!: string | null;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => WebhookDeliveryStates, { description: 'Where it stands.' })
  state!: DeliveryState;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts!: number;

  @time('When it is tried next, at the earliest.')
  nextAttemptAt!: Date | null;

  @time('When it was last tried.')
  lastAttemptAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'The HTTP status last answered.' })
  lastStatus!: number | null;

  @text('Why it was not taken.')
  lastError!: string | null;

  @time('When it was taken.')
  deliveredAt!: Date | null;
}
export const WebhookDeliveryConnection = connectionOf(WebhookDeliveryType, 'WebhookDelivery');

abstract class WebhookPayload extends Payload {
  @Field(() => WebhookType, { nullable: true, description: 'The webhook.' })
  webhook!: WebhookType | null;
}
const payloadType = (name: string, description: string) => ObjectType(name, { simpleResolvers: true, description });
const secret = Field(() => String, {
  nullable: true,
  description: 'Signs what is posted, as Standard Webhooks say; shown this once.',
});
ObjectType({ simpleResolvers: true })(WebhookPayload);

@payloadType('CreateWebhookPayload', 'What came of adding a webhook.')
export class CreateWebhookPayload extends WebhookPayload {
  @secret
  secret!: string | null;
}

@payloadType('UpdateWebhookPayload', 'What came of changing a webhook.')
export class UpdateWebhookPayload extends WebhookPayload {}

@payloadType('RotateWebhookSecretPayload', 'What came of making a new secret.')
export class RotateWebhookSecretPayload extends WebhookPayload {
  @secret
  secret!: string | null;
}

@payloadType('ReplayWebhookPayload', 'What came of telling events again.')
export class ReplayWebhookPayload extends WebhookPayload {
  @Field(() => Int, { nullable: true, description: 'How many deliveries are told again.' })
  replayed!: number | null;
}

@payloadType('TestWebhookPayload', 'What came of asking for a test.')
export class TestWebhookPayload extends WebhookPayload {
  @Field(() => ID, { nullable: true, description: 'The delivery of the test; it stands among the others.' })
  deliveryId!: string | null;
}

@payloadType('DeleteWebhookPayload', 'What came of deleting a webhook.')
export class DeleteWebhookPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the webhook that is gone.' })
  deletedWebhookId!: string | null;
}
