import { z } from 'zod';
import { figures } from '../../../platform/rest/answers.js';
import { single } from '../../../platform/rest/query.js';
import type { Route } from '../../../platform/rest/route.js';
import { instant } from '../../../platform/validation.js';
import type { LeadStatistics } from '../lead.statistics.js';
import { LeadStatsAnswer } from './lead-flows.answers.js';

/** REST door of lead statistics. */
export function statisticsRoutes(statistics: LeadStatistics): Route[] {
  return [
    {
      ...{ method: 'get', path: '/leads/stats', operation: 'leadStats', permission: 'leadStats:read', tag: 'Leads' },
      summary: 'Statistics of the leads created in a range; of all time unless one is given',
      query: z.strictObject({ from: single(instant), to: single(instant) }),
      answer: LeadStatsAnswer,
      handle: async (ctx, { query }) => figures(await statistics.leadStats(ctx, query)),
    },
  ];
}
