import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { DeliveryQueries } from '../delivery.queries.js';
import type { DeliveryResolutions } from '../delivery.resolution.js';
import { DeliveriesArgs, ResolveDeliveryInput } from './delivery.inputs.js';
import { DeliveryConnection, DeliveryType, ResolveDeliveryPayload } from './delivery.type.js';

/** GraphQL door of deliveries. */
@Resolver()
export class DeliveryResolver {
  constructor(
    private readonly resolutions: DeliveryResolutions,
    private readonly queries: DeliveryQueries,
  ) {}

  @Extensions({ permission: 'delivery:read' })
  @Query(() => DeliveryType, {
    nullable: true,
    description: 'One delivery; null when the practice has none with this id.',
  })
  delivery(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'delivery:read' })
  @Query(() => DeliveryConnection, {
    name: 'deliveries',
    description:
      'What became of the messages of an email campaign, to whom and why; without those to people who are in its audience by a segment that asks by protected fields, for who may not see clinical fields of leads.',
  })
  list(
    @Args(() => DeliveriesArgs) { emailCampaignId, ...args }: DeliveriesArgs,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.queries.list(ctx, emailCampaignId, args, selectionOf(info));
  }

  @Extensions({ permission: 'delivery:resolve' })
  @Mutation(() => ResolveDeliveryPayload, {
    description: 'Says what became of a message that no evidence tells of: it is sent again, or taken for sent.',
  })
  resolveDelivery(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => ResolveDeliveryInput) input: ResolveDeliveryInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.resolutions.resolve(ctx, id, input);
      return { delivery: await this.queries.afterChange(ctx, id, selectionOf(info, 'delivery')) };
    });
  }
}
