import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { wholePractice } from '../../platform/statistics/lines.js';
import { counted, createdDaily, readLines, statisticsOf } from '../../platform/statistics/statistics.js';
import { type CampaignMoney, type CampaignStats, reportOf } from './campaign.statistics-report.js';

/** What the campaigns of each currency cost and brought; leads and expenses stand in cells of each campaign's own. */
const money = `
  with mine as materialized (
    select c.id, c.currency, c.budget_minor as budget, c.conversion_value_minor as value
    from campaigns c
    where c.practice_id = $1 and c.deleted_at is null
      and ($2::uuid = '${wholePractice}' or c.owner_id = $2 or c.created_by_id = $2)
      and ($3::timestamptz is null or c.created_at >= $3) and ($4::timestamptz is null or c.created_at < $4)
  )
  select m.currency, sum(n.campaigns)::float8 as campaigns,
    coalesce(sum(n.campaigns * m.budget), 0)::float8 as "budgetMinor",
    sum(n.spent)::float8 as "spentMinor",
    sum(n.leads)::float8 as leads,
    sum(n.conversions)::float8 as conversions,
    sum(n.conversions * m.value)::float8 as "worthMinor",
    coalesce(sum(n.spent) filter (where m.value is not null), 0)::float8 as "spentForWorthMinor"
  from mine m
  join (
    select id, 1 as campaigns, 0::bigint as leads, 0::bigint as conversions, 0::bigint as spent from mine
    union all
    select subject_id, 0, count, total, 0 from stat_by_subject('CAMPAIGN_LEAD', $1)
    union all
    select subject_id, 0, 0, 0, total from stat_by_subject('CAMPAIGN_EXPENSE', $1)
  ) n on n.id = m.id
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
