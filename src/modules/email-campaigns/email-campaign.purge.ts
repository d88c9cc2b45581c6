import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';
import { removal } from '../../platform/merging/dependents.js';
import { tasksAbout } from '../tasks/task.dependents.js';
import { hasSentMail } from './email-campaign.rows.js';

const tasks = tasksAbout('EMAIL_CAMPAIGN');

const purge: Purge = {
  useCase: {
    ...{ operation: 'purgeEmailCampaigns', permission: 'emailCampaign:delete' },
    ...{ action: 'PURGE', objectType: 'EMAIL_CAMPAIGN' },
  },
  table: 'email_campaigns',
  // what people got is kept, with who got it: of those only such as nothing left of were ever deleted
  unless: hasSentMail('t'),
  dependents: [
    // an opt-out outlives what it came by
    'update suppressions set email_campaign_id = null, delivery_id = null where practice_id = $1 and email_campaign_id = any($2)',
    'delete from mail_events where delivery_id in (select id from deliveries where practice_id = $1 and email_campaign_id = any($2))',
    ...['email_campaign_segments', 'email_campaign_recipients', 'deliveries'].map(
      table => `delete from ${table} where practice_id = $1 and email_campaign_id = any($2)`,
    ),
    removal(tasks),
  ],
  holding: [tasks],
};

/** Removes email campaigns that can no longer be restored. */
export const purgeDeletedEmailCampaigns = (ground: Ground): Promise<number> => purgeDeleted(ground, purge);
