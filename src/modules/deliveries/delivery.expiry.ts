import type { RunSql } from '../../platform/database/transaction.js';
import type { TouchedDelivery } from './delivery.settling.js';

const expire = `
  with due as (
    select id from deliveries where state in ('CLAIMED', 'SENDING') and lease_until < clock_timestamp()
    order by id limit $1 for update skip locked
  )
  update deliveries d set state = case d.state when 'CLAIMED' then 'PENDING' else 'UNKNOWN' end, lease_until = null,
    reason = case d.state when 'SENDING' then 'WORKER_LOST' end,
    unknown_since = case d.state when 'SENDING' then clock_timestamp() end,
    next_search_at = case d.state when 'SENDING' then clock_timestamp() end, updated_at = now()
  from due where d.id = due.id
  returning d.id, d.practice_id as "practiceId", d.email_campaign_id as "emailCampaignId"`;

/**
 * What a worker held and did not finish in its lease, by the database's clock: what was only claimed waits again;
 * of what was attempted nobody knows, and evidence is looked for.
 */
export const expireLeases = (run: RunSql, count: number): Promise<TouchedDelivery[]> => run(expire, [count]);
