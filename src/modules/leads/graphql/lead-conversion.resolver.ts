import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { LeadConversion } from '../lead.conversion.js';
import type { LeadQueries } from '../lead.queries.js';
import { ConvertLeadInput, ConvertLeadPayload } from './lead-conversion.type.js';

/** GraphQL door of conversions. */
@Resolver()
export class LeadConversionResolver {
  constructor(
    private readonly conversions: LeadConversion,
    private readonly leads: LeadQueries,
  ) {}

  @Extensions({ permission: 'lead:convert' })
  @Mutation(() => ConvertLeadPayload, {
    description: 'Makes a lead a client; repeated, it gives the first result or takes up what was left.',
  })
  convertLead(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => ConvertLeadInput, { nullable: true }) input: ConvertLeadInput | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConvertLeadPayload> {
    return payload(async () => {
      const answer = await this.conversions.convert(ctx, id, input);
      return { ...answer, lead: await this.leads.afterChange(ctx, id, selectionOf(info, 'lead')) };
    }) as Promise<ConvertLeadPayload>;
  }
}
