import { Arg, Ctx, Extensions, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { DateRangeInput } from '../../../platform/graphql/statistics.type.js';
import type { CampaignStatistics } from '../campaign.statistics.js';
import { CampaignStatsType } from './campaign-statistics.type.js';

/** GraphQL door of campaign statistics. */
@Resolver()
export class CampaignStatisticsResolver {
  constructor(private readonly statistics: CampaignStatistics<object>) {}

  @Extensions({ permission: 'campaignStats:read' })
  @Query(() => CampaignStatsType, { description: 'Statistics of campaigns; of all time unless a range is given.' })
  campaignStats(
    @Arg('range', () => DateRangeInput, { nullable: true }) range: DateRangeInput | null,
    @Ctx() ctx: RequestContext,
  ): Promise<CampaignStatsType> {
    return this.statistics.campaignStats(ctx, range) as Promise<CampaignStatsType>;
  }
}
