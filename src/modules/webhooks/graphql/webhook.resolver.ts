import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { WebhookQueries } from '../webhook.queries.js';
import type { WebhookService } from '../webhook.service.js';
import { CreateWebhookInput, ReplayWebhookInput, UpdateWebhookInput, WebhookDeliveriesArgs } from './webhook.inputs.js';
import {
  CreateWebhookPayload,
  DeleteWebhookPayload,
  ReplayWebhookPayload,
  RotateWebhookSecretPayload,
  TestWebhookPayload,
  UpdateWebhookPayload,
  WebhookConnection,
  WebhookDeliveryConnection,
  WebhookType,
} from './webhook.type.js';

const expected = expectedVersion('webhook');

/** GraphQL door of webhooks. */
@Resolver()
export class WebhookResolver {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly queries: WebhookQueries,
  ) {}

  @Extensions({ permission: 'webhook:read' })
  @Query(() => WebhookType, { nullable: true, description: 'One webhook; null when the practice has none of this id.' })
  webhook(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'webhook:read' })
  @Query(() => WebhookConnection, { name: 'webhooks', description: "The practice's webhooks, newest first." })
  list(@Args(() => PageArgs) args: PageArgs, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'webhook:read' })
  @Query(() => WebhookDeliveryConnection, {
    nullable: true,
    description: 'What a webhook was told or is still to be told, newest first; null when there is no such webhook.',
  })
  webhookDeliveries(
    @Args(() => WebhookDeliveriesArgs) args: WebhookDeliveriesArgs,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return orNull(() => this.queries.deliveries(ctx, args, selectionOf(info)));
  }

  @Extensions({ permission: 'webhook:read' })
  @Query(() => [String], { description: 'The events that a webhook can be told.' })
  webhookEventTypes() {
    return this.webhooks.eventTypes;
  }

  @Extensions({ permission: 'webhook:create' })
  @Mutation(() => CreateWebhookPayload, { description: 'Adds a webhook; its secret is shown this once.' })
  createWebhook(
    @Arg('input', () => CreateWebhookInput) input: CreateWebhookInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id, secret } = await this.webhooks.create(ctx, input);
      return { webhook: await this.queries.afterChange(ctx, id, selectionOf(info, 'webhook')), secret };
    });
  }

  @Extensions({ permission: 'webhook:update' })
  @Mutation(() => UpdateWebhookPayload, { description: 'Changes the fields of a webhook that are given.' })
  updateWebhook(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateWebhookInput) input: UpdateWebhookInput,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.webhooks.update(ctx, id, input, expectedVersion);
      return { webhook: await this.queries.afterChange(ctx, id, selectionOf(info, 'webhook')) };
    });
  }

  @Extensions({ permission: 'webhook:delete' })
  @Mutation(() => DeleteWebhookPayload, { description: 'Removes a webhook and what it was still to be told.' })
  deleteWebhook(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(async () => ({ deletedWebhookId: (await this.webhooks.delete(ctx, id, expectedVersion)).id }));
  }

  @Extensions({ permission: 'webhook:update' })
  @Mutation(() => RotateWebhookSecretPayload, {
    description: 'Makes a new secret, shown this once; for a day calls are signed with the old one as well.',
  })
  rotateWebhookSecret(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      const { secret } = await this.webhooks.rotateSecret(ctx, id);
      return { webhook: await this.queries.afterChange(ctx, id, selectionOf(info, 'webhook')), secret };
    });
  }

  @Extensions({ permission: 'webhook:update' })
  @Mutation(() => ReplayWebhookPayload, { description: 'Tells events again: dead ones, one, or all since an instant.' })
  replayWebhook(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => ReplayWebhookInput, { nullable: true }) input: ReplayWebhookInput | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { replayed } = await this.webhooks.replay(ctx, id, input);
      return { webhook: await this.queries.afterChange(ctx, id, selectionOf(info, 'webhook')), replayed };
    });
  }

  @Extensions({ permission: 'webhook:update' })
  @Mutation(() => TestWebhookPayload, { description: 'Tells this webhook alone an event that means nothing.' })
  testWebhook(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      const { deliveryId } = await this.webhooks.test(ctx, id);
      return { webhook: await this.queries.afterChange(ctx, id, selectionOf(info, 'webhook')), deliveryId };
    });
  }
}
