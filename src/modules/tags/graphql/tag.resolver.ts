import { Arg, Args, Ctx, Extensions, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import type { TagCount, TagQueries } from '../tag.queries.js';
import type { TagService } from '../tag.service.js';
import { RenameTagInput, TagsArgs } from './tag.inputs.js';
import { RenameTagPayload, TagCountType } from './tag.type.js';

/** GraphQL door of tags. */
@Resolver()
export class TagResolver {
  constructor(
    private readonly service: TagService,
    private readonly queries: TagQueries,
  ) {}

  // Leads and contacts have permissions of their own; the core counts those that the caller may see.
  @Extensions({ permission: 'signedIn' })
  @Query(() => [TagCountType], {
    description: 'The hundred most used tags of the leads and contacts that the viewer may see.',
  })
  tags(@Args(() => TagsArgs) args: TagsArgs, @Ctx() ctx: RequestContext): Promise<TagCount[]> {
    return this.queries.list(ctx, { ...args });
  }

  @Extensions({ permission: 'tag:rename' })
  @Mutation(() => RenameTagPayload, {
    description:
      'Renames a tag on all leads and contacts, in rules and automations, or merges it into one that is there.',
  })
  renameTag(@Arg('input', () => RenameTagInput) input: RenameTagInput, @Ctx() ctx: RequestContext) {
    return payload(() => this.service.rename(ctx, input));
  }
}
