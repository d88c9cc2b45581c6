import type { RunSql } from '../../platform/database/transaction.js';
import type { TouchedDelivery } from './delivery.settling.js';

const end = 'delete from send_leases where id = $1';

const expire = `
  with due as (
    select id from send_leases where lease_until < clock_timestamp() order by lease_until limit $1
    for update skip locked
  ), ended as (
    delete from send_leases l using due where l.id = due.id returning l.delivery_ids, l.fences
  ), held as (
    select d.id from ended, unnest(ended.delivery_ids, ended.fences) h(id, fence)
      join deliveries d on d.id = h.id and d.fence = h.fence and d.state in ('CLAIMED', 'SENDING')
    order by d.id for update of d
  )
  update deliveries d set state = case d.state when 'CLAIMED' then 'PENDING' else 'UNKNOWN' end,
    reason = case d.state when 'SENDING' then 'WORKER_LOST' end,
    unknown_since = case d.state when 'SENDING' then clock_timestamp() end,
    next_search_at = case d.state when 'SENDING' then clock_timestamp() end, updated_at = now()
  from held where d.id = held.id
  returning d.id, d.practice_id as "practiceId", d.email_campaign_id as "emailCampaignId"`;

/**
 * What workers held and did not finish in their leases, by the database's clock: what was only claimed waits again;
 * of what was attempted nobody knows, and evidence is looked for. Ends at most `count` leases.
 */
export const expireLeases = (run: RunSql, count: number): Promise<TouchedDelivery[]> => run(expire, [count]);

/** The worker is through with what it claimed. */
export async function endLease(run: RunSql, leaseId: string): Promise<void> {
  await run(end, [leaseId]);
}
