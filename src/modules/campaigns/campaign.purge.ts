import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';
import { removal } from '../../platform/merging/dependents.js';
import { tasksAbout } from '../tasks/task.dependents.js';

const tasks = tasksAbout('CAMPAIGN');
const ofCampaign = (table: string) => `delete from ${table} where practice_id = $1 and campaign_id = any($2)`;

const purge: Purge = {
  useCase: { operation: 'purgeCampaigns', permission: 'campaign:delete', action: 'PURGE', objectType: 'CAMPAIGN' },
  table: 'campaigns',
  dependents: [
    ...['campaign_segments', 'campaign_recipients', 'campaign_exclusions', 'campaign_expenses'].map(ofCampaign),
    removal(tasks),
    'update leads set campaign_id = null where practice_id = $1 and campaign_id = any($2)',
  ],
  holding: [tasks],
};

/**
 * Removes campaigns that can no longer be restored, with their ledger, once the rows `above` them have let go; their
 * leads stay.
 */
export const purgeDeletedCampaigns = (ground: Ground, above: Purge['dependents']): Promise<number> =>
  purgeDeleted(ground, { ...purge, dependents: [...above, ...purge.dependents] });
