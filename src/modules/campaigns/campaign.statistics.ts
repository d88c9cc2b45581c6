import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { wholePractice } from '../../platform/statistics/lines.js';
import { counted, createdDaily, readLines, statisticsOf } from '../../platform/statistics/statistics.js';
import { type CampaignMoney, type CampaignStats, reportOf } from './campaign.statistics-report.js';

/** What the campaigns of each currency cost and brought; leads and expenses stand in cells of each campaign's own. */
const money = `
  with brought as (
    select subject_id, sum(count) as leads, sum(count) filter (where key = 'CONVERTED') as conversions
    from stat_by_subject('CAMPAIGN_LEAD', $1) group by 1
  ), spent as (
    select subject_id, sum(total) as spent from stat_by_subject('CAMPAIGN_EXPENSE', $1) group by 1
  )
  select c.currency, count(*)::float8 as campaigns,
    coalesce(sum(c.budget_minor), 0)::float8 as "budgetMinor",
    coalesce(sum(s.spent), 0)::float8 as "spentMinor",
    coalesce(sum(b.leads), 0)::float8 as leads,
    coalesce(sum(b.conversions), 0)::float8 as conversions,
    (sum(coalesce(b.conversions, 0) * c.conversion_value_minor))::float8 as "worthMinor",
    coalesce(sum(s.spent) filter (where c.conversion_value_minor is not null), 0)::float8 as "spentForWorthMinor"
  from campaigns c
  left join brought b on b.subject_id = c.id
  left join spent s on s.subject_id = c.id
  where c.practice_id = $1 and c.deleted_at is null
    and ($2::uuid = '${wholePractice}' or c.owner_id = $2 or c.created_by_id = $2)
    and ($3::timestamptz is null or c.created_at >= $3) and ($4::timestamptz is null or c.created_at < $4)
  group by 1`;

/** What the campaigns of a practice come to: the cost grows with the number of campaigns, not of leads or expenses. */
export class CampaignStatistics {
  constructor(private readonly ground: Ground) {}

  /** Statistics of the campaigns created in a range; of the viewer's own where its role reaches no further. */
  campaignStats(ctx: RequestContext, range?: unknown): Promise<CampaignStats> {
    const kind = { operation: 'campaignStats', permission: 'campaignStats:read', objectType: 'CAMPAIGN' } as const;
    return statisticsOf(this.ground, ctx, kind, range, async asked => {
      const [rows, amounts] = await Promise.all([
        readLines(this.ground, [counted('CAMPAIGN', ['total', 'kind']), createdDaily('CAMPAIGN')], asked.values),
        this.ground.database.query<CampaignMoney>(money, asked.values.slice(0, 4)),
      ]);
      return reportOf(rows, amounts.rows, asked);
    });
  }
}
