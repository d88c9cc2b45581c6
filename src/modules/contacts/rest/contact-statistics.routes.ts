import { z } from 'zod';
import type { Route } from '../../../platform/rest/route.js';
import { count, days, scope, shown, statisticsRoute } from '../../../platform/rest/statistics.js';
import type { ContactStatistics } from '../contact.statistics.js';
import { contactReferralStatuses, contactTypes } from '../contact.vocabulary.js';

/** REST door of contact statistics; `referrals` is what the noun above answers of what they refer. */
export function contactStatisticsRoutes(statistics: ContactStatistics<object>, referrals: z.ZodType): Route[] {
  const answer = z
    .object({
      ...scope,
      total: count,
      byType: z.array(z.object({ type: z.enum(contactTypes), ...shown })),
      byCategory: z.array(z.object({ category: z.string().nullable(), ...shown })),
      byReferralStatus: z.array(z.object({ referralStatus: z.enum(contactReferralStatuses), ...shown })),
      noInteractionIn90Days: count,
      daily: days,
      referrals,
    })
    .meta({ id: 'ContactStats' });
  const about = { path: '/contacts/stats', operation: 'contactStats', permission: 'contactStats:read' } as const;
  const summary = 'Statistics of the contacts created in a range; of all time unless one is given';
  return [
    statisticsRoute({ ...about, tag: 'Contacts', summary, answer }, (ctx, range) =>
      statistics.contactStats(ctx, range),
    ),
  ];
}
