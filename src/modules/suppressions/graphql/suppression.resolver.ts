import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { SuppressionList } from '../suppression.list.js';
import type { SuppressionQueries } from '../suppression.queries.js';
import {
  CreateSuppressionInput,
  CreateSuppressionPayload,
  ImportSuppressionsInput,
  ImportSuppressionsPayload,
  LiftSuppressionPayload,
  SuppressionConnection,
  SuppressionsArgs,
  SuppressionType,
} from './suppression.type.js';

const expected = expectedVersion('suppression');

/** GraphQL door of the list of those who get no more mail. */
@Resolver()
export class SuppressionResolver {
  constructor(
    private readonly list: SuppressionList,
    private readonly queries: SuppressionQueries,
  ) {}

  @Extensions({ permission: 'suppression:read' })
  @Query(() => SuppressionType, {
    nullable: true,
    description: 'One suppression; null when the practice has none with this id.',
  })
  suppression(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'suppression:read' })
  @Query(() => SuppressionConnection, { description: 'Addresses that get no more mail, and those that did not.' })
  suppressions(
    @Args(() => SuppressionsArgs) args: SuppressionsArgs,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'suppression:create' })
  @Mutation(() => CreateSuppressionPayload, { description: 'Puts an address on the list; one that is there stays.' })
  createSuppression(
    @Arg('input', () => CreateSuppressionInput) input: CreateSuppressionInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.list.create(ctx, input);
      return { suppression: await this.queries.afterChange(ctx, id, selectionOf(info, 'suppression')) };
    });
  }

  @Extensions({ permission: 'suppression:create' })
  @Mutation(() => ImportSuppressionsPayload, {
    description: 'Takes over opt-outs that were kept elsewhere; only the people themselves can end them.',
  })
  importSuppressions(
    @Arg('input', () => ImportSuppressionsInput) input: ImportSuppressionsInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(() => this.list.import(ctx, input));
  }

  @Extensions({ permission: 'suppression:delete' })
  @Mutation(() => LiftSuppressionPayload, {
    description: 'Takes off the list what staff or the mail provider have put there; an opt-out or complaint stays.',
  })
  liftSuppression(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.list.lift(ctx, id, expectedVersion);
      return { suppression: await this.queries.afterChange(ctx, id, selectionOf(info, 'suppression')) };
    });
  }
}
