import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { ContactDuplicates } from '../contact.duplicates.js';
import type { ContactMerging, ContactUnmerging } from '../contact.merge.js';
import type { ContactQueries } from '../contact.queries.js';
import {
  ContactDuplicateCandidateType,
  MergeContactsInput,
  MergeContactsPayload,
  UnmergeContactsPayload,
} from './contact-merge.type.js';

/** GraphQL door of contacts that are one person. */
@Resolver()
export class ContactMergeResolver {
  constructor(
    private readonly duplicates: ContactDuplicates,
    private readonly merging: ContactMerging,
    private readonly unmerging: ContactUnmerging,
    private readonly queries: ContactQueries,
  ) {}

  @Extensions({ permission: 'contact:read' })
  @Query(() => [ContactDuplicateCandidateType], {
    description: 'Other contacts with the same address, number or National Provider Identifier.',
  })
  async contactDuplicates(
    @Arg('id', () => ID) id: string,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const found = await this.duplicates.list(ctx, id);
    return this.duplicates.read(ctx, found, selectionOf(info, 'contact'));
  }

  @Extensions({ permission: 'contact:merge' })
  @Mutation(() => MergeContactsPayload, {
    description: 'Makes one contact of several, or with `dryRun` says what it would be.',
  })
  mergeContacts(
    @Arg('input', () => MergeContactsInput) input: MergeContactsInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const outcome = await this.merging.merge(ctx, input);
      const contact = await this.queries.afterChange(ctx, outcome.primaryId, selectionOf(info, 'contact'));
      return { ...outcome, contact };
    });
  }

  @Extensions({ permission: 'contact:merge' })
  @Mutation(() => UnmergeContactsPayload, { description: 'Parts merged contacts again; what was changed since stays.' })
  unmergeContacts(
    @Arg('mergeId', () => ID) mergeId: string,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { primaryId, duplicateIds: restoredIds, keptFields } = await this.unmerging.unmerge(ctx, mergeId);
      const contact = await this.queries.afterChange(ctx, primaryId, selectionOf(info, 'contact'));
      return { contact, restoredIds, keptFields };
    });
  }
}
