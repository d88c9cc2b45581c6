import type { RunSql } from '../../platform/database/transaction.js';
import type { Held } from './delivery.attempting.js';
import type { SentDelivery } from './delivery.disclosure.js';
import type { DeliveryState } from './delivery.vocabulary.js';

/** What became of a delivery that was attempted; PENDING: certainly nothing, and the attempt does not count. */
export interface Settlement extends Held {
  state: Extract<DeliveryState, 'ACCEPTED' | 'REJECTED' | 'SUPPRESSED' | 'UNKNOWN' | 'PENDING'>;
  reason?: string | null;
  code?: number | null;
  messageId?: string | null;
}

/** The first look comes soon, since what is found counts at any time. */
const firstSearch = `clock_timestamp() + make_interval(secs => least($7::float8, 15))`;

/**
 * What is certain of an attempt counts also when its lease ended meanwhile, as long as nobody attempted anew. A
 * cancelled campaign has no waiting deliveries.
 */
const settle = `
  update deliveries d set
    state = case when s.state = 'PENDING' and e.status = 'CANCELLED' then 'CANCELLED' else s.state end,
    reason = s.reason, provider_code = s.code, provider_message_id = coalesce(s.message_id, d.provider_message_id),
    accepted_at = case when s.state = 'ACCEPTED' then clock_timestamp() end,
    attempts = d.attempts - (s.state = 'PENDING')::int,
    unknown_since = case when s.state = 'UNKNOWN' then clock_timestamp() end,
    next_search_at = case when s.state = 'UNKNOWN' then ${firstSearch} end, updated_at = now()
  from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::int[], $6::text[])
    s(id, fence, state, reason, code, message_id), email_campaigns e
  where d.id = s.id and d.fence = s.fence and e.id = d.email_campaign_id
    and (d.state = 'SENDING' or (d.state = 'UNKNOWN' and s.state <> 'UNKNOWN'))
  returning d.id, d.practice_id as "practiceId", d.email_campaign_id as "emailCampaignId", d.person_id as "personId",
    d.state = 'ACCEPTED' as "isSent"`;

/** Keeps a campaign from being cancelled in between, as then nobody would see to its deliveries that wait again. */
const hold = 'select id from email_campaigns where id = any($1::uuid[]) order by id for share';

/** Writes down what became of attempts; answers what was written. `graceSeconds`: see settleAbsent. */
export async function settleDeliveries(
  run: RunSql,
  emailCampaignId: string,
  settlements: readonly Settlement[],
  graceSeconds: number,
): Promise<SettledDelivery[]> {
  if (settlements.some(({ state }) => state === 'PENDING')) await run(hold, [[emailCampaignId]]);
  const values = [
    settlements.map(({ id }) => id),
    settlements.map(({ fence }) => fence),
    settlements.map(({ state }) => state),
    settlements.map(({ reason }) => reason ?? null),
    settlements.map(({ code }) => code ?? null),
    settlements.map(({ messageId }) => messageId ?? null),
    graceSeconds,
  ];
  return run(settle, values);
}

/** Evidence that a message was sent: the provider knows its `send_id`. */
export interface FoundDelivery {
  id: string;
  /** Null where the evidence does not name it. */
  messageId: string | null;
}

/**
 * Whatever state an attempted delivery came to without its answer: what was sent must not be sent again, so that a
 * worker that has claimed it loses it.
 */
const found = `
  update deliveries d set state = 'ACCEPTED', reason = null, provider_code = 0,
    provider_message_id = coalesce(f.message_id, d.provider_message_id),
    accepted_at = coalesce(d.accepted_at, d.attempted_at), next_search_at = null,
    unknown_since = null, fence = d.fence + (d.state = 'CLAIMED')::int, updated_at = now()
  from unnest($1::uuid[], $2::text[]) f(id, message_id) join deliveries o on o.id = f.id
  where d.id = f.id and d.attempts > 0
    and (d.state in ('UNKNOWN', 'SENDING', 'PENDING', 'CLAIMED', 'CANCELLED', 'SUPPRESSED')
      or (d.state = 'ACCEPTED' and d.provider_message_id is null))
  returning d.id, d.practice_id as "practiceId", d.email_campaign_id as "emailCampaignId", d.person_id as "personId",
    o.state <> 'ACCEPTED' as "isSent"`;

export interface TouchedDelivery {
  id: string;
  practiceId: string;
  emailCampaignId: string;
}

export interface SettledDelivery extends TouchedDelivery, SentDelivery {
  /** It became known by this that the message left. */
  isSent: boolean;
}

/**
 * Settles deliveries of which the provider tells, in a search or an event; answers those that were open. Whoever
 * calls it tells of the figures that moved, and records who was written to.
 */
export function settleFound(run: RunSql, rows: readonly FoundDelivery[]): Promise<SettledDelivery[]> {
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return run(found, [sorted.map(({ id }) => id), sorted.map(({ messageId }) => messageId)]);
}

const absent = `
  update deliveries d set state = case when e.status = 'CANCELLED' then 'CANCELLED' else 'PENDING' end, reason = null,
    next_search_at = null, unknown_since = null, updated_at = now()
  from unnest($1::uuid[], $2::int[]) a(id, fence), email_campaigns e
  where d.id = a.id and d.fence = a.fence and d.state = 'UNKNOWN' and e.id = d.email_campaign_id
  returning d.id, d.practice_id as "practiceId", d.email_campaign_id as "emailCampaignId"`;

/**
 * Deliveries that a search, begun after the grace, did not find: nothing was sent, and they wait again. Their attempt
 * goes on counting, so that evidence which comes late still tells.
 */
export async function settleAbsent(
  run: RunSql,
  emailCampaignIds: readonly string[],
  held: readonly Held[],
): Promise<TouchedDelivery[]> {
  await run(hold, [[...new Set(emailCampaignIds)]]);
  return run(absent, [held.map(({ id }) => id), held.map(({ fence }) => fence)]);
}
