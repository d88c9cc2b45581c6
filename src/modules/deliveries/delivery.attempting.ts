import type { RunSql } from '../../platform/database/transaction.js';

/** A delivery as a worker holds it: only under this fence may it write. */
export interface Held {
  id: string;
  fence: number;
}

const attempt = `
  update deliveries d set state = 'SENDING', attempts = d.attempts + 1, attempted_at = clock_timestamp(),
    updated_at = now()
  from unnest($1::uuid[], $2::int[]) h(id, fence)
  where d.id = h.id and d.fence = h.fence and d.state = 'CLAIMED'
    and exists (select from send_leases l join email_campaigns e on e.id = l.email_campaign_id
      where l.id = $3 and l.lease_until > clock_timestamp() + make_interval(secs => $4) and e.status = 'SENDING')
  returning d.id`;

const release = `
  update deliveries d set state = 'PENDING', updated_at = now()
  from unnest($1::uuid[], $2::int[]) h(id, fence)
  where d.id = h.id and d.fence = h.fence and d.state = 'CLAIMED'
  returning d.id`;

const columnsOf = (held: readonly Held[]) => [held.map(({ id }) => id), held.map(({ fence }) => fence)];

/**
 * Notes that these are about to be sent; answers those that may: still held, their campaign still sending, and time
 * enough left of the lease for a call of `callSeconds`. Must be committed before the call.
 */
export async function attemptDeliveries(
  run: RunSql,
  leaseId: string,
  held: readonly Held[],
  callSeconds: number,
): Promise<Set<string>> {
  const rows = await run<{ id: string }>(attempt, [...columnsOf(held), leaseId, callSeconds]);
  return new Set(rows.map(({ id }) => id));
}

/** Gives back what was claimed and not attempted; answers how many. */
export async function releaseDeliveries(run: RunSql, held: readonly Held[]): Promise<number> {
  return (await run(release, columnsOf(held))).length;
}
