import { z } from 'zod';
import type { Route } from '../../../platform/rest/route.js';
import { count, days, figure, scope, shown, statisticsRoute } from '../../../platform/rest/statistics.js';
import type { CampaignStatistics } from '../campaign.statistics.js';
import { campaignStatuses } from '../campaign.status.js';
import { campaignTypes } from '../campaign.vocabulary.js';

const amounts = z.object({
  currency: z.string(),
  campaigns: count,
  budgetMinor: z.int(),
  spentMinor: z.int(),
  leads: count,
  conversions: count,
  costPerLeadMinor: figure,
  costPerConversionMinor: figure,
  returnMinor: figure,
  returnPercent: figure,
});
/** REST door of campaign statistics; `mail` is what the noun above answers of their mail. */
export function campaignStatisticsRoutes(statistics: CampaignStatistics<object>, mail: z.ZodType): Route[] {
  const answer = z
    .object({
      ...scope,
      total: count,
      byStatus: z.array(z.object({ status: z.enum(campaignStatuses), ...shown })),
      byType: z.array(z.object({ type: z.enum(campaignTypes), ...shown })),
      leads: count,
      conversions: count,
      conversionRate: figure,
      amounts: z.array(amounts),
      mail,
      daily: days,
    })
    .meta({ id: 'CampaignStats' });
  const about = { path: '/campaigns/stats', operation: 'campaignStats', permission: 'campaignStats:read' } as const;
  const summary = 'Statistics of the campaigns created in a range; of all time unless one is given';
  return [
    statisticsRoute({ ...about, tag: 'Campaigns', summary, answer }, (ctx, range) =>
      statistics.campaignStats(ctx, range),
    ),
  ];
}
