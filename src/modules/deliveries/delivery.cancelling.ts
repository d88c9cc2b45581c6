import type { RunSql } from '../../platform/database/transaction.js';

const cancel = `
  with waiting as (
    select id from deliveries where email_campaign_id = $1 and state in ('PENDING', 'CLAIMED') order by id for update
  )
  update deliveries d set state = 'CANCELLED', fence = d.fence + (d.state = 'CLAIMED')::int,
    updated_at = now()
  from waiting w where d.id = w.id`;

/**
 * Stops what waits, also what a worker has claimed and not attempted, once its email campaign is CANCELLED and held by
 * the caller. What is attempted or nobody knows of is cancelled when it comes back to wait.
 */
export async function cancelWaiting(run: RunSql, emailCampaignId: string): Promise<void> {
  await run(cancel, [emailCampaignId]);
}
