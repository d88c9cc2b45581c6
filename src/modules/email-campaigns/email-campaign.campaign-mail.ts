import type { CampaignMail } from '../campaigns/campaign.service.js';
import { hasSentMail } from './email-campaign.rows.js';

/** The mail of a campaign: what is under way, or left at any time. */
export const mailOfCampaigns: CampaignMail = {
  isSent: async (unit, campaignId) => {
    const rows = await unit.sql(
      `select 1 from email_campaigns e where e.practice_id = $1 and e.campaign_id = $2 and e.deleted_at is null
         and (e.status in ('SENDING', 'SENT') or (e.status = 'PAUSED' and e.sending_since is not null)
           or ${hasSentMail('e')}) limit 1`,
      [unit.ctx.practiceId, campaignId],
    );
    return rows.length > 0;
  },
};
