import { Arg, Ctx, Extensions, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { DateRangeInput } from '../../../platform/graphql/statistics.type.js';
import type { LeadStatistics } from '../lead.statistics.js';
import { LeadStatsType } from './lead-statistics.type.js';

/** GraphQL door of lead statistics. */
@Resolver()
export class LeadStatisticsResolver {
  constructor(private readonly statistics: LeadStatistics) {}

  @Extensions({ permission: 'leadStats:read' })
  @Query(() => LeadStatsType, { description: 'Statistics of leads; of all time unless a range is given.' })
  leadStats(
    @Arg('range', () => DateRangeInput, { nullable: true }) range: DateRangeInput | null,
    @Ctx() ctx: RequestContext,
  ): Promise<LeadStatsType> {
    return this.statistics.leadStats(ctx, range) as Promise<LeadStatsType>;
  }
}
