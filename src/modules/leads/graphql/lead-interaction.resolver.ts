import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import { AddInteractionInput } from '../../interactions/graphql/interaction.inputs.js';
import type { LeadBreakGlass } from '../lead.break-glass.js';
import type { LeadInteractions } from '../lead.interactions.js';
import type { LeadQueries } from '../lead.queries.js';
import { AddLeadInteractionPayload, OpenLeadPayload } from './lead.payloads.js';

/** GraphQL door of being in touch with a lead, and of looking at one that is someone else's. */
@Resolver()
export class LeadInteractionResolver {
  constructor(
    private readonly interactions: LeadInteractions,
    private readonly breakGlass: LeadBreakGlass,
    private readonly queries: LeadQueries,
  ) {}

  @Extensions({ permission: 'leadClinical:update' })
  @Mutation(() => AddLeadInteractionPayload, {
    description: 'Adds an interaction; the first outbound one answers a NEW lead.',
  })
  addLeadInteraction(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => AddInteractionInput) input: AddInteractionInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const added = await this.interactions.add(ctx, id, input);
      const interaction = await this.interactions.read(ctx, added.id, selectionOf(info, 'interaction'));
      return { interaction, lead: await this.queries.afterChange(ctx, id, selectionOf(info, 'lead')) };
    });
  }

  @Extensions({ permission: 'lead:breakGlass' })
  @Mutation(() => OpenLeadPayload, { description: 'Opens a lead that is not yours for an hour; the owners are told.' })
  openLead(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { description: 'Why, up to 500 characters.' }) reason: string,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { expiresAt } = await this.breakGlass.open(ctx, id, reason);
      return { lead: await this.queries.afterChange(ctx, id, selectionOf(info, 'lead')), expiresAt };
    });
  }
}
