import { Arg, Ctx, Extensions, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { DateRangeInput } from '../../../platform/graphql/statistics.type.js';
import type { ContactStatistics } from '../contact.statistics.js';
import { ContactStatsType } from './contact-statistics.type.js';

/** GraphQL door of contact statistics. */
@Resolver()
export class ContactStatisticsResolver {
  constructor(private readonly statistics: ContactStatistics<object>) {}

  @Extensions({ permission: 'contactStats:read' })
  @Query(() => ContactStatsType, { description: 'Statistics of contacts; of all time unless a range is given.' })
  contactStats(
    @Arg('range', () => DateRangeInput, { nullable: true }) range: DateRangeInput | null,
    @Ctx() ctx: RequestContext,
  ): Promise<ContactStatsType> {
    return this.statistics.contactStats(ctx, range) as Promise<object> as Promise<ContactStatsType>;
  }
}
