import type { Sql } from '../../platform/reading/shape.js';
import { idsOfPerson } from '../consents/consent.people.js';
import type { RecipientType, SkipReason } from './segment.vocabulary.js';

const reason = (name: SkipReason, holds: Sql): Sql => `when ${holds} then '${name}'`;

/** What was last said of mail for marketing; that nothing was said is no consent. */
const hasConsent = (type: RecipientType): Sql => `coalesce((select r.is_given from consent_records r
  where r.practice_id = {practice} and r.person_type = '${type}' and r.channel = 'EMAIL' and r.purpose = 'MARKETING'
    and r.person_id in ${idsOfPerson(type, '{practice}', '{t}.id')} order by r.at desc, r.id desc limit 1), false)`;

const isConsentRequired: Sql = '(select p.requires_marketing_consent from practices p where p.id = {practice})';

/** An address in the form in which two are the same. */
const address: Readonly<Record<RecipientType, Sql>> = {
  LEAD: '{t}.email_index',
  CONTACT: 'lower({t}.email)',
};

/** The first reason for which a person `{t}` gets no commercial mail, null where there is none, and the address. */
export function reasonSql(type: RecipientType): { reason: Sql; address: Sql } {
  const cases = [
    ...(type === 'LEAD' ? [reason('CONVERTED_TO_CLIENT', "{t}.status = 'CONVERTED'")] : []),
    reason('NO_EMAIL_ADDRESS', `${address[type]} is null`),
    reason('NOT_OK_TO_EMAIL', 'not {t}.ok_to_email'),
    reason('NO_MARKETING_CONSENT', `${isConsentRequired} and not ${hasConsent(type)}`),
  ];
  return { reason: `case ${cases.join(' ')} end`, address: address[type] };
}
