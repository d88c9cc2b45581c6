import type { RunSql } from '../../platform/database/transaction.js';
import type { Sql } from '../../platform/reading/shape.js';
import type { PersonType } from '../consents/consent.vocabulary.js';
import type { AudienceRows } from '../segments/segment.audience.js';
import { mailabilityOf } from '../suppressions/suppression.mailability.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';

/** Everyone an email campaign is for. */
export interface MailAudience {
  practiceId: string;
  emailCampaignId: string;
  purpose: MailPurpose;
  topicKey: string | null;
  /** Who is in its segments, and in those that are left out; people named one by one come by themselves. */
  included: AudienceRows;
  excluded: AudienceRows;
}

interface BoundText {
  text: Sql;
  values: unknown[];
}

/** Texts with places of their own, written after others. */
class Places {
  readonly values: unknown[] = [];

  bind(value: unknown, type: string): Sql {
    return `$${this.values.push(value)}::${type}`;
  }

  add({ text, values }: BoundText): Sql {
    const before = this.values.length;
    this.values.push(...values);
    return text.replace(/\$(\d+)/g, (_, place: string) => `$${Number(place) + before}`);
  }
}

const tables = { LEAD: 'leads', CONTACT: 'contacts' } as const;

/**
 * Rows (person_type, person_id, is_sensitive, address_index, reason) of everyone in an audience, each once: those who
 * get no mail with the first reason, and of several with one address only the first that can be mailed without one.
 */
export function audienceStatement(audience: MailAudience, places = new Places()): BoundText {
  const practice = places.bind(audience.practiceId, 'uuid');
  const campaign = places.bind(audience.emailCampaignId, 'uuid');
  const topic = audience.purpose === 'COMMERCIAL' ? places.bind(audience.topicKey, 'text') : null;
  const judged = (type: PersonType) => {
    const question = { purpose: audience.purpose, topicKey: topic, isSensitive: 'e.is_sensitive' };
    const { reason, address } = mailabilityOf(type, question);
    const write = (sql: Sql) => sql.replaceAll('{t}', 'p').replaceAll('{practice}', practice);
    return `select e.person_type, e.person_id, e.is_sensitive, e.is_excluded, ${write(address)} as address_index,
        case when p.id is null then 'PERSON_DELETED' else ${write(reason)} end as reason
      from everyone e left join ${tables[type]} p on p.id = e.person_id and p.practice_id = ${practice}
      where e.person_type = '${type}'`;
  };
  const text = `
    with included as materialized (${places.add(audience.included)}),
    excluded as materialized (${places.add(audience.excluded)}),
    everyone as materialized (
      select a.person_type, a.person_id,
        -- who is missed because of a sensitive segment tells of it as well
        bool_and(a.is_sensitive) or ${places.bind(audience.excluded.isSensitive, 'boolean')} as is_sensitive,
        exists (select from excluded x where x.person_type = a.person_type and x.person_id = a.person_id) as is_excluded
      from (
        select person_type, person_id, is_sensitive from included
        union all
        select person_type, person_id, false from email_campaign_recipients
        where practice_id = ${practice} and email_campaign_id = ${campaign}
      ) a group by a.person_type, a.person_id
    ),
    judged as (${judged('LEAD')} union all ${judged('CONTACT')}),
    reasoned as materialized (
      select person_type, person_id, is_sensitive, address_index,
        case when is_excluded and reason is distinct from 'PERSON_DELETED' then 'EXCLUDED_BY_SEGMENT' else reason end
          as reason from judged
    ),
    placed as (
      select *, row_number() over (partition by address_index
        order by reason is not null, person_type, person_id) as place from reasoned
    )
    select person_type, person_id, is_sensitive, case when place = 1 then address_index end as address_index,
      coalesce(reason, case when place > 1 then 'DUPLICATE_ADDRESS' end) as reason
    from placed`;
  return { text, values: places.values };
}

/** What a freeze came to. */
export interface FrozenAudience {
  recipients: number;
  suppressed: number;
}

/** Writes an audience into the ledger, whole, inside the caller's transaction. */
export async function freezeAudience(run: RunSql, audience: MailAudience): Promise<FrozenAudience> {
  const places = new Places();
  const { text, values } = audienceStatement(audience, places);
  const rows = await run<FrozenAudience>(
    `with frozen as (
      insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
        address_index, is_sensitive, state, reason)
      select delivery_id(a.place), $1::uuid, $2::uuid, now(), now(), a.person_type, a.person_id,
        a.address_index, a.is_sensitive, case when a.reason is null then 'PENDING' else 'SUPPRESSED' end, a.reason
      from (select *, row_number() over (order by person_type, person_id) as place from (${text}) b) a
      order by a.place
      returning state
    )
    select count(*)::int as recipients, count(*) filter (where state = 'SUPPRESSED')::int as suppressed from frozen`,
    values,
  );
  return rows[0]!;
}
