import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { LeadDuplicates } from '../lead.duplicates.js';
import type { LeadMerging, LeadUnmerging } from '../lead.merge.js';
import type { LeadQueries } from '../lead.queries.js';
import { DuplicateCandidateType } from './lead.payloads.js';
import { MergeLeadsInput, MergeLeadsPayload, UnmergeLeadsPayload } from './lead-merge.type.js';

/** GraphQL door of leads that are one person. */
@Resolver()
export class LeadMergeResolver {
  constructor(
    private readonly duplicates: LeadDuplicates,
    private readonly merging: LeadMerging,
    private readonly unmerging: LeadUnmerging,
    private readonly queries: LeadQueries,
  ) {}

  @Extensions({ permission: 'lead:read' })
  @Query(() => [DuplicateCandidateType], { description: 'Other open leads with the same address or number.' })
  async leadDuplicates(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    const found = await this.duplicates.list(ctx, id);
    return this.duplicates.read(ctx, found, selectionOf(info, 'lead'));
  }

  @Extensions({ permission: 'lead:merge' })
  @Mutation(() => MergeLeadsPayload, {
    description: 'Makes one lead of several, or with `dryRun` says what it would be.',
  })
  mergeLeads(
    @Arg('input', () => MergeLeadsInput) input: MergeLeadsInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const outcome = await this.merging.merge(ctx, input);
      return { ...outcome, lead: await this.queries.afterChange(ctx, outcome.primaryId, selectionOf(info, 'lead')) };
    });
  }

  @Extensions({ permission: 'lead:merge' })
  @Mutation(() => UnmergeLeadsPayload, { description: 'Parts merged leads again; what was changed since stays.' })
  unmergeLeads(
    @Arg('mergeId', () => ID) mergeId: string,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { primaryId, duplicateIds: restoredIds, keptFields } = await this.unmerging.unmerge(ctx, mergeId);
      const lead = await this.queries.afterChange(ctx, primaryId, selectionOf(info, 'lead'));
      return { lead, restoredIds, keptFields };
    });
  }
}
