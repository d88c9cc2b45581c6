import { z } from 'zod';
import type { Route } from '../../../platform/rest/route.js';
import { count, days, figure, scope, shown, statisticsRoute } from '../../../platform/rest/statistics.js';
import type { LeadStatistics } from '../lead.statistics.js';
import { leadStatuses } from '../lead.status.js';
import { leadSources, leadStages } from '../lead.vocabulary.js';

const text = z.string().nullable();
const answer = z
  .object({
    ...scope,
    total: count,
    converted: count,
    conversionRate: figure,
    medianDaysToConvert: figure,
    byStatus: z.array(z.object({ status: z.enum(leadStatuses), ...shown })),
    byStage: z.array(z.object({ stage: z.enum(leadStages), ...shown })),
    bySource: z.array(
      z.object({
        source: z.enum(leadSources),
        ...shown,
        converted: count,
        conversionRate: figure,
        medianDaysToConvert: figure,
      }),
    ),
    byAssignee: z.array(z.object({ assignedToId: text, name: text, ...shown })),
    firstResponse: z.object({
      responded: count,
      waiting: count,
      overdue: count,
      targetHours: z.int(),
      medianMinutes: figure,
      averageMinutes: figure,
    }),
    lostReasons: z.array(z.object({ reason: z.string(), ...shown })),
    daily: days,
  })
  .meta({ id: 'LeadStats' });

/** REST door of lead statistics. */
export function leadStatisticsRoutes(statistics: LeadStatistics): Route[] {
  const about = { path: '/leads/stats', operation: 'leadStats', permission: 'leadStats:read', tag: 'Leads' } as const;
  const summary = 'Statistics of the leads created in a range; of all time unless one is given';
  return [statisticsRoute({ ...about, summary, answer }, (ctx, range) => statistics.leadStats(ctx, range))];
}
