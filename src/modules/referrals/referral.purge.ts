import { purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';

/** Removes referrals that can no longer be restored. */
export function purgeDeletedReferrals(ground: Ground): Promise<number> {
  return purgeDeleted(ground, {
    useCase: { operation: 'purgeReferrals', permission: 'referral:delete', action: 'PURGE', objectType: 'REFERRAL' },
    table: 'referrals',
    dependents: [
      `delete from raised_tasks where practice_id = $1 and cause = 'REFERRAL_ACKNOWLEDGEMENT' and cause_id = any($2)`,
    ],
  });
}
