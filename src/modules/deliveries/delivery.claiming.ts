import { newId } from '../../platform/clock.js';
import type { RunSql } from '../../platform/database/transaction.js';
import type { Sql } from '../../platform/reading/shape.js';
import type { PersonType } from '../consents/consent.vocabulary.js';
import { mailabilityOf } from '../suppressions/suppression.mailability.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';

/** An email campaign as its deliveries are claimed. */
export interface ClaimingCampaign {
  id: string;
  practiceId: string;
  purpose: MailPurpose;
  topicKey: string | null;
}

/** A delivery that this worker may send until its lease ends, and whom it is for. */
export interface ClaimedDelivery {
  id: string;
  fence: number;
  personType: PersonType;
  personId: string;
  addressIndex: string;
  firstName: string | null;
  lastName: string | null;
  preferredName: string | null;
  /** Of a lead. */
  sealedEmail: string | null;
  /** Of a contact. */
  email: string | null;
}

export interface Claim {
  /** Ended by whoever is through with the deliveries. */
  leaseId: string;
  /** How many rows were taken from those that wait; none: nothing waits, or not now. */
  taken: number;
  /** Those of them that may be mailed, in the order of their ids. */
  deliveries: ClaimedDelivery[];
}

/** Within the hours in which the practice of `p` wants no commercial mail to leave, by its own clock. */
export const isQuiet: Sql = `(p.quiet_hours is not null and (
  with o as (select (clock_timestamp() at time zone p.time_zone)::time as at,
    (p.quiet_hours ->> 'from')::time as since, (p.quiet_hours ->> 'to')::time as until)
  select case when since <= until then at >= since and at < until else at >= since or at < until end from o))`;

const names: Readonly<Record<PersonType, Sql>> = {
  LEAD: 'p.first_name, p.last_name, p.preferred_name, p.sealed_email, null::text as email',
  CONTACT: 'p.first_name, p.last_name, null::text, null::text, p.email',
};
const tables = { LEAD: 'leads', CONTACT: 'contacts' } as const;

/** Whether each may be mailed is asked here, with the address as it is now: much may have happened since the freeze. */
function judged(type: PersonType, purpose: MailPurpose): Sql {
  const question = { purpose, topicKey: '$5::text', isSensitive: 'k.is_sensitive', frozenAddress: 'k.address_index' };
  const { reason } = mailabilityOf(type, question);
  const sql = reason.replaceAll('{t}', 'p').replaceAll('{practice}', '$2::uuid');
  return `select k.id, k.person_type, k.person_id, k.address_index, ${names[type]},
      case when p.id is null then 'PERSON_DELETED' else ${sql} end as reason
    from picked k left join ${tables[type]} p on p.id = k.person_id and p.practice_id = $2::uuid
    where k.person_type = '${type}'`;
}

const claimOf = (purpose: MailPurpose, count: number): Sql => `
  with picked as materialized (
    select d.id, d.person_type, d.person_id, d.address_index, d.is_sensitive
    from send_line l join deliveries d on d.id = l.delivery_id
    where l.email_campaign_id = $1::uuid and d.state = 'PENDING'
      and exists (select from email_campaigns e join practices p on p.id = e.practice_id
        where e.id = $1::uuid and e.status = 'SENDING' and e.deleted_at is null
          ${purpose === 'COMMERCIAL' ? `and not ${isQuiet}` : ''})
    order by l.delivery_id limit ${count} for update of d skip locked
  ), judged as materialized (${judged('LEAD', purpose)} union all ${judged('CONTACT', purpose)}
  ), moved as (
    update deliveries d set state = case when j.reason is null then 'CLAIMED' else 'SUPPRESSED' end, reason = j.reason,
      fence = d.fence + 1, updated_at = now()
    from judged j where d.id = j.id
    returning d.id, d.fence, d.state
  ), leased as (
    insert into send_leases (id, email_campaign_id, lease_until, delivery_ids, fences)
    select $3::uuid, $1::uuid, clock_timestamp() + make_interval(secs => $4), array_agg(id), array_agg(fence)
    from moved where state = 'CLAIMED' having count(*) > 0
  )
  select j.id, m.fence, m.state, j.person_type as "personType", j.person_id as "personId",
    j.address_index as "addressIndex", j.first_name as "firstName", j.last_name as "lastName",
    j.preferred_name as "preferredName", j.sealed_email as "sealedEmail", j.email
  from moved m join judged j on j.id = m.id order by j.id`;

// Of two campaigns to one person, the second asks how many messages there were when the first one's claim counts.
const alone = `select pg_advisory_xact_lock(hashtextextended('frequency-cap:' || id, 0)) from practices
  where id = $1::uuid and frequency_cap is not null`;

const statements = new Map<string, Sql>();

/** The count stands in the text: for a bound one the server would plan for a tenth of the ledger, or anew each time. */
function statementOf(purpose: MailPurpose, count: number): Sql {
  const key = `${purpose} ${count}`;
  const known = statements.get(key) ?? claimOf(purpose, count);
  statements.set(key, known);
  return known;
}

/**
 * Takes deliveries that wait, for a lease by the database's clock; who may not be mailed now is suppressed. What
 * another worker holds is passed over.
 */
export async function claimDeliveries(
  run: RunSql,
  { id, practiceId, purpose, topicKey }: ClaimingCampaign,
  count: number,
  leaseSeconds: number,
): Promise<Claim> {
  if (purpose === 'COMMERCIAL') await run(alone, [practiceId]);
  const leaseId = newId();
  const values = [id, practiceId, leaseId, leaseSeconds, ...(purpose === 'COMMERCIAL' ? [topicKey] : [])];
  const rows = await run<ClaimedDelivery & { state: string }>(statementOf(purpose, count), values);
  return { leaseId, taken: rows.length, deliveries: rows.filter(row => row.state === 'CLAIMED') };
}
