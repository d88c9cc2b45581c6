import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { wholePractice } from '../../platform/statistics/lines.js';
import { type Asked, counted, createdDaily, readLines, statisticsOf } from '../../platform/statistics/statistics.js';
import { type CampaignMoney, type CampaignStats, reportOf } from './campaign.statistics-report.js';

/**
 * What the campaigns of each currency cost and brought; leads and expenses stand in cells of each campaign's own. Put
 * together by grouping: a join is planned for a handful of campaigns, and then costs the square of their number.
 */
const money = `
  with lines (id, currency, budget, value, leads, conversions, spent) as (
    select c.id, c.currency, c.budget_minor, c.conversion_value_minor, 0::bigint, 0::bigint, 0::bigint
    from campaigns c
    where c.practice_id = $1 and c.deleted_at is null
      and ($2::uuid = '${wholePractice}' or c.owner_id = $2 or c.created_by_id = $2)
      and ($3::timestamptz is null or c.created_at >= $3) and ($4::timestamptz is null or c.created_at < $4)
    union all
    select subject_id, null, null, null, count, total, 0 from stat_by_subject('CAMPAIGN_LEAD', $1)
    union all
    select subject_id, null, null, null, 0, 0, total from stat_by_subject('CAMPAIGN_EXPENSE', $1)
  ), mine as (
    select max(currency) as currency, max(budget) as budget, max(value) as value,
      sum(leads) as leads, sum(conversions) as conversions, sum(spent) as spent
    from lines group by id having max(currency) is not null
  )
  select currency, count(*)::float8 as campaigns,
    coalesce(sum(budget), 0)::float8 as "budgetMinor",
    sum(spent)::float8 as "spentMinor",
    sum(leads)::float8 as leads,
    sum(conversions)::float8 as conversions,
    sum(conversions * value)::float8 as "worthMinor",
    coalesce(sum(spent) filter (where value is not null), 0)::float8 as "spentForWorthMinor"
  from mine group by 1`;

/** What became of the mail of campaigns, as the noun above counts it in the same range. */
interface MailFigures<Mail> {
  figures(ctx: RequestContext, asked: Asked): Promise<Mail>;
}

/** What the campaigns of a practice come to: the cost grows with the number of campaigns, not of leads or expenses. */
export class CampaignStatistics<Mail> {
  constructor(
    private readonly ground: Ground,
    private readonly mail: MailFigures<Mail>,
  ) {}

  /** Statistics of the campaigns created in a range; of the viewer's own where its role reaches no further. */
  campaignStats(ctx: RequestContext, range?: unknown): Promise<CampaignStats<Mail>> {
    const kind = { operation: 'campaignStats', permission: 'campaignStats:read', objectType: 'CAMPAIGN' } as const;
    return statisticsOf(this.ground, ctx, kind, range, async asked => {
      const [rows, amounts, mail] = await Promise.all([
        readLines(this.ground, [counted('CAMPAIGN', ['total', 'kind']), createdDaily('CAMPAIGN')], asked.values),
        this.ground.database.query<CampaignMoney>(money, asked.values.slice(0, 4)),
        this.mail.figures(ctx, asked),
      ]);
      return { ...reportOf(rows, amounts.rows, asked), mail };
    });
  }
}
