import type { Ground } from '../../platform/ground.js';
import type { PersonType } from '../consents/consent.vocabulary.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';

/** A delivery that the provider is asked about. */
export interface DueSearch {
  id: string;
  fence: number;
  practiceId: string;
  emailCampaignId: string;
  purpose: MailPurpose;
  attemptedAt: string;
  /** Begun after the grace, by the clock of the database: what is not found then was not sent. */
  isRipe: boolean;
  /** The address, where the person still has it. */
  recipient: string | null;
}

interface Row extends Omit<DueSearch, 'recipient'> {
  personType: PersonType;
  personId: string;
  sealedEmail: string | null;
  email: string | null;
}

/** For so long the provider can be asked. */
const retention = "interval '45 days'";

/** The next look is put off before this one begins, so that each delivery is looked for by one worker at a time. */
const claim = `
  with due as (
    select id, practice_id, unknown_since + make_interval(secs => $2) <= clock_timestamp() as is_ripe from deliveries
    where state = 'UNKNOWN' and next_search_at <= clock_timestamp()
    order by next_search_at limit $1 for update skip locked
  ), looked as (
    update deliveries d set searches = d.searches + 1, next_search_at = case
        when d.attempted_at < now() - ${retention} then null
        when not due.is_ripe then greatest(d.unknown_since + make_interval(secs => $2), clock_timestamp() + interval '1 second')
        else clock_timestamp() + make_interval(secs => least(10 * 2 ^ least(d.searches, 10), 3600)) end
    from due where d.id = due.id
    returning d.*, due.is_ripe
  )
  select d.id, d.fence, d.practice_id as "practiceId", d.email_campaign_id as "emailCampaignId", e.purpose,
    to_json(d.attempted_at) #>> '{}' as "attemptedAt", d.is_ripe as "isRipe", d.person_type as "personType",
    d.person_id as "personId", l.sealed_email as "sealedEmail", c.email
  from looked d
    join email_campaigns e on e.id = d.email_campaign_id
    left join leads l on d.person_type = 'LEAD' and l.id = d.person_id and l.email_index = d.address_index
    left join contacts c on d.person_type = 'CONTACT' and c.id = d.person_id and c.email_index = d.address_index`;

/** Takes searches that are due. */
export async function claimSearches({ database, config, cipher }: Ground, count: number): Promise<DueSearch[]> {
  const { rows } = await database.query<Row>(claim, [count, config.send.unknownGraceSeconds]);
  return rows.map(({ personType: _, personId, sealedEmail, email, ...row }) => {
    const place = { practiceId: row.practiceId, table: 'leads', column: 'sealed_email', rowId: personId };
    return { ...row, recipient: sealedEmail ? cipher.open<string>(place, sealedEmail) : email };
  });
}
