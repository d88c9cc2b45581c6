import { Arg, Ctx, Extensions, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { DateRangeInput } from '../../../platform/graphql/statistics.type.js';
import type { EmailCampaignStatistics } from '../email-campaign.statistics.js';
import { EmailCampaignStatsType } from './email-campaign-statistics.type.js';

/** GraphQL door of the statistics of email campaigns. */
@Resolver()
export class EmailCampaignStatisticsResolver {
  constructor(private readonly statistics: EmailCampaignStatistics) {}

  @Extensions({ permission: 'emailCampaignStats:read' })
  @Query(() => EmailCampaignStatsType, {
    description: 'Statistics of email campaigns; of all time unless a range is given.',
  })
  emailCampaignStats(
    @Arg('range', () => DateRangeInput, { nullable: true }) range: DateRangeInput | null,
    @Ctx() ctx: RequestContext,
  ): Promise<EmailCampaignStatsType> {
    return this.statistics.emailCampaignStats(ctx, range) as Promise<EmailCampaignStatsType>;
  }
}
