import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { orNull } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { ClientQueries } from '../client.queries.js';
import { ClientRecordType } from './client.type.js';

/** GraphQL door of client records. */
@Resolver()
export class ClientResolver {
  constructor(private readonly clients: ClientQueries) {}

  @Extensions({ permission: 'client:read' })
  @Query(() => ClientRecordType, { nullable: true, description: 'One client record; null when there is none.' })
  client(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.clients.one(ctx, id, selectionOf(info)));
  }
}
