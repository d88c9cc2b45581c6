import type { TemplateUse } from '../templates/template.service.js';

/** A template stays while an email campaign is to be sent from it, or is being sent. */
export const emailCampaignsOfTemplates: TemplateUse = {
  word: 'email campaign',
  isUsed: async (unit, templateId) => {
    const rows = await unit.sql(
      `select 1 from email_campaigns where practice_id = $1 and template_id = $2 and deleted_at is null
         and status in ('SCHEDULED', 'SENDING', 'PAUSED') limit 1`,
      [unit.ctx.practiceId, templateId],
    );
    return rows.length > 0;
  },
};
