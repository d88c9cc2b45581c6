import type { Sql } from '../../platform/reading/shape.js';
import { idsOfPerson } from '../consents/consent.people.js';
import type { PersonType } from '../consents/consent.vocabulary.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';
import { type SkipReason, skipReasons } from './suppression.vocabulary.js';

/** What is asked of a mailing, besides to whom: expressions are constants, bound places or columns of the statement. */
export interface MailingQuestion {
  purpose: MailPurpose;
  /** Key of the topic it is about; null or an expression that is null: none. */
  topicKey?: Sql | null;
  /** True where its audience tells of a protected field, as substance use treatment is one. */
  isSensitive?: Sql | boolean;
  /** The address that the ledger has of the person: another one now is ADDRESS_CHANGED. */
  frozenAddress?: Sql;
}

/** Whether and where a person `{t}` of `{practice}` can be mailed; times are the database's. */
export interface Mailability {
  /** The first reason against it; null where there is none. */
  reason: Sql;
  /** Keyed hash of the address; the same for all who have it. */
  address: Sql;
}

const address: Sql = '{t}.email_index';

const when = (holds: Sql, name: SkipReason): Sql => `case when ${holds} then '${name}' end`;
const ofPractice = (column: Sql): Sql => `(select ${column} from practices m_p where m_p.id = {practice})`;

const inOrder: Sql = `array[${skipReasons.map(name => `'${name}'`).join(', ')}]`;

/** The first reason in force, of those of an address. */
const suppressed = (holds: Sql, name: Sql = 'm_s.reason'): Sql => `(select ${name} from suppressions m_s
  where m_s.practice_id = {practice} and m_s.address_index = ${address} and m_s.lifted_at is null and ${holds}
  order by array_position(${inOrder}, ${name}) limit 1)`;

// Aliases begin with m_, so that none of a statement around is taken for one of them.

// OFFSET 0 keeps the planner, which knows nothing of how few ids a person has, from reading the whole ledger.
/** What each of these people `who` (type, id) said of mail for a purpose. */
const wordsOf = (purpose: Sql): Sql => `cross join lateral (select * from consent_records m_r
  where m_r.practice_id = {practice} and m_r.person_type = who.type and m_r.person_id = who.id and m_r.channel = 'EMAIL'
    and m_r.purpose = '${purpose}' offset 0) m_r`;

/** What a person said of a purpose; what was said before a merge counts too. */
const said = (type: PersonType, purpose: Sql): Sql =>
  `from (select '${type}' as type, m_i.id from ${idsOfPerson(type, '{practice}', '{t}.id')} m_i offset 0) who ${wordsOf(purpose)}`;

const today: Sql = ofPractice('(now() at time zone m_p.time_zone)::date');
const isInForce = (row: Sql): Sql =>
  `(${row}.signed_on is null or ${row}.signed_on <= ${today}) and (${row}.expires_on is null or ${row}.expires_on >= ${today})`;

/** That nothing was said is no consent, nor is one that has run out. */
const consents = (type: PersonType, purpose: Sql): Sql =>
  `coalesce((select m_r.is_given and ${isInForce('m_r')} ${said(type, purpose)} order by m_r.at desc, m_r.id desc limit 1), false)`;

/** A client's address: the person's own record, or another one of who has the same address. */
const isClient: Readonly<Record<PersonType, Sql>> = {
  LEAD: `({t}.status = 'CONVERTED' or {t}.client_id is not null or exists (select 1 from leads m_c
    where m_c.practice_id = {practice} and m_c.email_index = ${address} and (m_c.status = 'CONVERTED' or m_c.client_id is not null)))`,
  CONTACT: `exists (select 1 from leads m_c
    where m_c.practice_id = {practice} and m_c.email_index = ${address} and (m_c.status = 'CONVERTED' or m_c.client_id is not null))`,
};

/** Everyone of an address, and whom the person was before a merge: their word counts as the person's. */
const sameAddress = (type: PersonType): Sql => `
  select '${type}' as type, m_i.id from ${idsOfPerson(type, '{practice}', '{t}.id')} m_i
  union select 'LEAD', m_l.id from leads m_l where m_l.practice_id = {practice} and m_l.email_index = ${address}
  union select 'CONTACT', m_k.id from contacts m_k where m_k.practice_id = {practice} and m_k.email_index = ${address}`;

/** Signed, not expired and not revoked since (45 CFR 164.508(a)(3)). */
const isAuthorized = (type: PersonType): Sql => `(with said as materialized (
    select m_r.* from (${sameAddress(type)} offset 0) who ${wordsOf('MARKETING')}
  ) select exists (select 1 from said m_r where m_r.is_given and m_r.signed_on is not null and ${isInForce('m_r')}
    and not exists (select 1 from said w where not w.is_given and (w.at, w.id) > (m_r.at, m_r.id))))`;

/** Commercial messages that have left, may have or are about to, to an address, in the days that the practice counts. */
const isOverCap: Sql = `${ofPractice('m_p.frequency_cap is not null')} and (select count(*) from deliveries m_f
  join email_campaigns m_e on m_e.id = m_f.email_campaign_id
  where m_f.practice_id = {practice} and m_f.address_index = ${address} and m_e.purpose = 'COMMERCIAL'
    and m_f.state in ('ACCEPTED', 'UNKNOWN', 'SENDING', 'CLAIMED')
    and (m_f.state = 'CLAIMED' or coalesce(m_f.accepted_at, m_f.attempted_at)
      > now() - make_interval(days => ${ofPractice("(m_p.frequency_cap ->> 'days')::int")}))
  ) >= ${ofPractice("(m_p.frequency_cap ->> 'messages')::int")}`;

/** What stops every mail: nobody there, no address, a dead one, a person who wants none. */
const always = ({ frozenAddress }: MailingQuestion): Sql[] => [
  when('{t}.deleted_at is not null', 'PERSON_DELETED'),
  when(`${address} is null`, 'NO_EMAIL_ADDRESS'),
  ...(frozenAddress ? [when(`${address} <> ${frozenAddress}`, 'ADDRESS_CHANGED')] : []),
  suppressed('m_s.is_for_service_too'),
  when('not {t}.ok_to_email', 'NOT_OK_TO_EMAIL'),
];

/** What stops commercial mail besides. */
const ofCommercial = (type: PersonType, { topicKey, isSensitive = false }: MailingQuestion): Sql[] => [
  suppressed(
    `(m_s.topic_key = ''${topicKey ? ` or m_s.topic_key = ${topicKey}` : ''})`,
    "case when m_s.topic_key <> '' then 'UNSUBSCRIBED_FROM_TOPIC' else m_s.reason end",
  ),
  when(`${isClient[type]} and not ${isAuthorized(type)}`, 'AUTHORIZATION_REQUIRED'),
  when(
    `${ofPractice('m_p.requires_marketing_consent')} and not (${consents(type, 'MARKETING')} or ${consents(type, 'NEWSLETTER')})`,
    'NO_MARKETING_CONSENT',
  ),
  when(
    `${isSensitive} and ${ofPractice('m_p.is_part2_program')} and not ${consents(type, 'PART2_DISCLOSURE')}`,
    'PART2_CONSENT_REQUIRED',
  ),
  when(isOverCap, 'FREQUENCY_CAP'),
];

/** The one definition of who can be mailed, for previews, the freeze and the claim alike. */
export function mailabilityOf(type: PersonType, question: MailingQuestion): Mailability {
  const reasons = [...always(question), ...(question.purpose === 'COMMERCIAL' ? ofCommercial(type, question) : [])];
  return { reason: `coalesce(${reasons.join(', ')})`, address };
}
