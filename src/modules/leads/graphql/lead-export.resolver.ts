import { Arg, Ctx, Extensions, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import type { LeadExport } from '../lead.export.js';
import { LeadFilter } from './lead-list.inputs.js';

@ObjectType('LeadExport', { simpleResolvers: true, description: 'Leads as text.' })
export class LeadExportType {
  @Field(() => String, { description: 'CSV with the columns the viewer may see, as an import takes it.' })
  csv!: string;
}

/** GraphQL door of exports. */
@Resolver()
export class LeadExportResolver {
  constructor(private readonly exports: LeadExport) {}

  @Extensions({ permission: 'lead:export' })
  @Query(() => LeadExportType, { description: 'Leads as CSV; REST sends long lists as they are read.' })
  async exportLeads(
    @Arg('filter', () => LeadFilter, { nullable: true }) filter: LeadFilter | null,
    @Ctx() ctx: RequestContext,
  ): Promise<LeadExportType> {
    let csv = '';
    for await (const part of await this.exports.exportLeads(ctx, { filter })) csv += part;
    return { csv };
  }
}
