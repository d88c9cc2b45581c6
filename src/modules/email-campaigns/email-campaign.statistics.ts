import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import type { Sql } from '../../platform/reading/shape.js';
import { wholePractice } from '../../platform/statistics/lines.js';
import { counted, createdDaily, readLines, statisticsOf } from '../../platform/statistics/statistics.js';
import { canKnowSensitiveMembers } from '../campaigns/campaign.policy.js';
import { isSensitiveSql, sumsOf } from './email-campaign.figure-sql.js';
import {
  type BestRow,
  bestShown,
  type EmailCampaignStats,
  reportOf,
  type TotalRow,
} from './email-campaign.statistics-report.js';

/** Ranked by the share of people who clicked; of one that reached few, it says nothing. */
const mostBest = 5;
const fewestDelivered = 11;

/** The email campaigns in the range with the figures the ledger keeps of each: one row for each, however many got it. */
const among: Sql = `email_campaigns e join email_campaign_counters c on c.email_campaign_id = e.id
  where e.practice_id = $1 and c.practice_id = $1 and e.deleted_at is null
    and ($2::uuid = '${wholePractice}' or e.created_by_id = $2)
    and ($3::timestamptz is null or e.created_at >= $3) and ($4::timestamptz is null or e.created_at < $4)
    and ($5::boolean or not ${isSensitiveSql('e')})`;

const totals = `select ${sumsOf('c')} from ${among}`;

const best = `select e.id, e.name, c.delivered, c.clicks_unique as "clicksUnique", c.clicks_human as "clicksHuman"
  from ${among} and c.delivered >= ${fewestDelivered}
  order by c.clicks_human::float8 / c.delivered desc, e.created_at desc, e.id limit ${mostBest}`;

/** What the email campaigns of a practice come to: the cost grows with their number, not with that of the messages. */
export class EmailCampaignStatistics {
  constructor(private readonly ground: Ground) {}

  /**
   * Statistics of the email campaigns created in a range; of the viewer's own where its role reaches no further. The
   * figures leave out audiences that tell of a protected field, for who may not know who is in them.
   */
  emailCampaignStats(ctx: RequestContext, range?: unknown): Promise<EmailCampaignStats> {
    const kind = {
      operation: 'emailCampaignStats',
      permission: 'emailCampaignStats:read',
      objectType: 'EMAIL_CAMPAIGN',
    } as const;
    const report = async (asked: Parameters<Parameters<typeof statisticsOf>[4]>[0]) => {
      const bound = [...asked.values.slice(0, 4), canKnowSensitiveMembers(ctx.signedIn)];
      const { database } = this.ground;
      const [rows, sums, ranked] = await Promise.all([
        readLines(
          this.ground,
          [counted('EMAIL_CAMPAIGN', ['total', 'kind']), createdDaily('EMAIL_CAMPAIGN')],
          asked.values,
        ),
        database.query<TotalRow>(totals, bound),
        database.query<BestRow>(best, bound),
      ]);
      return { ...reportOf(rows, sums.rows[0]!, asked), best: bestShown(ranked.rows, asked) };
    };
    return statisticsOf(this.ground, ctx, kind, range, report, ({ best }) => best.map(({ id }) => id));
  }
}
