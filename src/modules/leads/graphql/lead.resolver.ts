import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { LeadDuplicates } from '../lead.duplicates.js';
import type { LeadQueries } from '../lead.queries.js';
import type { LeadService } from '../lead.service.js';
import { CreateLeadInput, UpdateLeadInput } from './lead.inputs.js';
import { CreateLeadPayload, DeleteLeadPayload, RestoreLeadPayload, UpdateLeadPayload } from './lead.payloads.js';
import { LeadConnection, LeadType } from './lead.type.js';
import { LeadsArgs } from './lead-list.inputs.js';

const expected = expectedVersion('lead');

/** GraphQL door of leads: one, many, and their changes. */
@Resolver()
export class LeadResolver {
  constructor(
    private readonly leads: LeadService,
    private readonly queries: LeadQueries,
    private readonly duplicates: LeadDuplicates,
  ) {}

  @Extensions({ permission: 'lead:read' })
  @Query(() => LeadType, { nullable: true, description: 'One lead; null when the practice has none with this id.' })
  lead(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'lead:read' })
  @Query(() => LeadConnection, { name: 'leads', description: 'The leads that the viewer may see.' })
  list(@Args(() => LeadsArgs) args: LeadsArgs, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'lead:create' })
  @Mutation(() => CreateLeadPayload, { description: 'Adds a lead and names others that may be the same person.' })
  createLead(
    @Arg('input', () => CreateLeadInput) input: CreateLeadInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id, possibleDuplicates: found } = await this.leads.create(ctx, input);
      const lead = await this.queries.afterChange(ctx, id, selectionOf(info, 'lead'));
      const wanted = selectionOf(info, 'possibleDuplicates', 'lead');
      return { lead, possibleDuplicates: await this.duplicates.read(ctx, found, wanted) };
    });
  }

  // Each of the groups of fields has its own permission; the core asks for those of the fields that change.
  @Extensions({ permission: 'signedIn' })
  @Mutation(() => UpdateLeadPayload, { description: 'Changes the fields of a lead that are given.' })
  updateLead(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateLeadInput) input: UpdateLeadInput,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.leads.update(ctx, id, input, expectedVersion);
      return { lead: await this.queries.afterChange(ctx, id, selectionOf(info, 'lead')) };
    });
  }

  @Extensions({ permission: 'lead:delete' })
  @Mutation(() => DeleteLeadPayload, { description: 'Deletes a lead; an owner can restore it for 30 days.' })
  deleteLead(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const lead = await this.queries.afterChange(ctx, id, selectionOf(info, 'lead'));
      const { id: deletedLeadId } = await this.leads.delete(ctx, id, expectedVersion);
      return { lead, deletedLeadId };
    });
  }

  @Extensions({ permission: 'lead:restore' })
  @Mutation(() => RestoreLeadPayload, { description: 'Brings a deleted lead back, within 30 days.' })
  restoreLead(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      await this.leads.restore(ctx, id);
      return { lead: await this.queries.afterChange(ctx, id, selectionOf(info, 'lead')) };
    });
  }
}
