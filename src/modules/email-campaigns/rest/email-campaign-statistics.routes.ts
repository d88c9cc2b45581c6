import { z } from 'zod';
import type { Route } from '../../../platform/rest/route.js';
import { count, days, figure, scope, shown, statisticsRoute } from '../../../platform/rest/statistics.js';
import { mailPurposes } from '../../templates/template.vocabulary.js';
import type { EmailCampaignStatistics } from '../email-campaign.statistics.js';
import { emailCampaignStatuses } from '../email-campaign.status.js';
import { MailMetricsAnswer } from './email-campaign.presenter.js';

const answer = z
  .object({
    ...scope,
    total: count,
    byStatus: z.array(z.object({ status: z.enum(emailCampaignStatuses), ...shown })),
    byPurpose: z.array(z.object({ purpose: z.enum(mailPurposes).nullable(), ...shown })),
    sent: count,
    metrics: MailMetricsAnswer,
    best: z.array(
      z.object({ id: z.guid(), name: z.string(), delivered: z.int(), clickRate: figure, humanClickRate: figure }),
    ),
    daily: days,
  })
  .meta({ id: 'EmailCampaignStats' });

/** REST door of the statistics of email campaigns. */
export function emailCampaignStatisticsRoutes(statistics: EmailCampaignStatistics): Route[] {
  const about = {
    ...{ path: '/email-campaigns/stats', operation: 'emailCampaignStats', tag: 'Email campaigns' },
    permission: 'emailCampaignStats:read',
  } as const;
  const summary = 'Statistics of the email campaigns created in a range; of all time unless one is given';
  return [statisticsRoute({ ...about, summary, answer }, (ctx, range) => statistics.emailCampaignStats(ctx, range))];
}
