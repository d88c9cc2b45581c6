import { Arg, Ctx, Extensions, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import type { ApiKeys } from '../staff.api-keys.js';
import type { StaffQueries } from '../staff.queries.js';
import { ApiKeyType } from './api-key.type.js';
import { CreateApiKeyInput } from './staff.inputs.js';
import { CreateApiKeyPayload, RevokeApiKeyPayload } from './staff.payloads.js';

/** The GraphQL door of API keys. */
@Resolver()
export class ApiKeyResolver {
  constructor(
    readonly keys: ApiKeys,
    readonly queries: StaffQueries,
  ) {}

  @Extensions({ permission: 'apiKey:read' })
  @Query(() => [ApiKeyType], { description: 'Keys of the practice, revoked ones too, newest first; at most 1000.' })
  apiKeys(@Ctx() ctx: RequestContext) {
    return this.queries.apiKeys(ctx);
  }

  @Extensions({ permission: 'apiKey:create' })
  @Mutation(() => CreateApiKeyPayload, { description: 'Makes a key that may do some of what its maker may.' })
  createApiKey(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => CreateApiKeyInput, { description: 'The new key.' }) input: CreateApiKeyInput,
  ) {
    return payload(async () => {
      const { id, secret } = await this.keys.create(ctx, input);
      return { apiKey: await this.queries.apiKey(ctx, id), secret };
    });
  }

  @Extensions({ permission: 'apiKey:delete' })
  @Mutation(() => RevokeApiKeyPayload, { description: 'Ends a key within seconds, for good.' })
  revokeApiKey(@Ctx() ctx: RequestContext, @Arg('id', () => ID, { description: 'The key to end.' }) id: string) {
    return payload(async () => {
      await this.keys.revoke(ctx, id);
      return { apiKey: await this.queries.apiKey(ctx, id) };
    });
  }
}
