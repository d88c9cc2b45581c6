import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { type Asked, counted, createdDaily, readLines, statisticsOf } from '../../platform/statistics/statistics.js';
import { bestShown, type EmailCampaignStats, reportOf } from './email-campaign.statistics-report.js';
import type { MailTallies } from './email-campaign.tallies.js';

/** Ranked by the share of people who clicked. */
const mostBest = 5;

/** What the email campaigns of a practice come to, at a cost by day and word, not by email campaign or message. */
export class EmailCampaignStatistics {
  constructor(
    private readonly ground: Ground,
    private readonly mail: MailTallies,
  ) {}

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
    const report = async (asked: Asked) => {
      const [rows, sums, ranked] = await Promise.all([
        readLines(
          this.ground,
          [counted('EMAIL_CAMPAIGN', ['total', 'kind']), createdDaily('EMAIL_CAMPAIGN')],
          asked.values,
        ),
        this.mail.totals(ctx.signedIn, asked, 'EMAIL_CAMPAIGN_MAIL'),
        this.mail.best(ctx.signedIn, asked, mostBest),
      ]);
      return { ...reportOf(rows, sums, asked), best: bestShown(ranked, asked) };
    };
    return statisticsOf(this.ground, ctx, kind, range, report, ({ best }) => best.map(({ id }) => id));
  }
}
