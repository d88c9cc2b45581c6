import { z } from 'zod';
import { count, figure, shown } from '../../../platform/rest/statistics.js';
import { leadStatuses } from '../../leads/lead.status.js';
import { referralStatuses } from '../referral.status.js';
import { referralDirections } from '../referral.vocabulary.js';

const byStatus = z.array(
  z.object({ direction: z.enum(referralDirections), status: z.enum(referralStatuses), ...shown }),
);
const leads = z.object({
  total: count,
  converted: count,
  conversionRate: figure,
  byStatus: z.array(z.object({ status: z.enum(leadStatuses), ...shown })),
});

/** For the document: what contacts refer, within their statistics. */
export const ContactReferralStatsAnswer = z
  .object({
    inbound: count,
    outbound: count,
    byStatus,
    leads,
    topReferrers: z.array(z.object({ contactId: z.guid(), name: z.string().nullable(), ...shown, byStatus, leads })),
  })
  .meta({ id: 'ContactReferralStats' });
