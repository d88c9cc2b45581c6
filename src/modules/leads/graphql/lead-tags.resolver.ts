import { Arg, Ctx, Extensions, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import type { LeadTags, TagCount } from '../lead.tags.js';
import { TagCountType } from './lead.payloads.js';

/** GraphQL door of tags. */
@Resolver()
export class LeadTagsResolver {
  constructor(private readonly leadTags: LeadTags) {}

  @Extensions({ permission: 'lead:read' })
  @Query(() => [TagCountType], {
    description: 'The hundred most used tags, those beginning with a prefix if one is given.',
  })
  tags(
    @Arg('prefix', () => String, { nullable: true, description: 'In any case.' }) prefix: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<TagCount[]> {
    return this.leadTags.list(ctx, prefix);
  }
}
