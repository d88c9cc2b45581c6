import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';

const ofCampaign = (table: string) => `delete from ${table} where practice_id = $1 and campaign_id = any($2)`;

const purge: Purge = {
  useCase: { operation: 'purgeCampaigns', permission: 'campaign:delete', action: 'PURGE', objectType: 'CAMPAIGN' },
  table: 'campaigns',
  dependents: [
    ...['campaign_segments', 'campaign_recipients', 'campaign_exclusions', 'campaign_expenses'].map(ofCampaign),
    `delete from tasks where practice_id = $1 and related_type = 'CAMPAIGN' and related_id = any($2)`,
    'update leads set campaign_id = null where practice_id = $1 and campaign_id = any($2)',
  ],
};

/** Removes campaigns that can no longer be restored, with their ledger; their leads stay. */
export const purgeDeletedCampaigns = (ground: Ground): Promise<number> => purgeDeleted(ground, purge);
