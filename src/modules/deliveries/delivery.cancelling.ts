import type { RunSql } from '../../platform/database/transaction.js';

const cancel = `
  with waiting as (
    select id from deliveries where email_campaign_id = $1 and state = 'PENDING' order by id for update
  )
  update deliveries d set state = 'CANCELLED', updated_at = now() from waiting w where d.id = w.id`;

/**
 * Stops what waits, once its email campaign is CANCELLED and held by the caller. What a worker holds or nobody knows
 * of is cancelled when it comes back to wait.
 */
export async function cancelWaiting(run: RunSql, emailCampaignId: string): Promise<void> {
  await run(cancel, [emailCampaignId]);
}
