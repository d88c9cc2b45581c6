import { type PersonType, personTypes } from '../consents/consent.vocabulary.js';

// The nouns of these people stand above; what is asked here is who has an address.
const tables = { LEAD: 'leads', CONTACT: 'contacts' } as const;

/**
 * The addresses of people who go for good are forgotten where nobody else has them; what holds for an address stays,
 * by its keyed hash. `$1` is the practice, `$2` the ids; for before the people go.
 */
export function forgetAddressesOf(type: PersonType): string {
  const others = personTypes.map(
    each => `and not exists (select 1 from ${tables[each]} o where o.practice_id = $1
      and o.email_index = s.address_index ${each === type ? 'and o.id <> all($2)' : ''})`,
  );
  return `update suppressions s set sealed_address = null, version = s.version + 1
    where s.practice_id = $1 and s.sealed_address is not null and s.address_index in (
      select p.email_index from ${tables[type]} p where p.practice_id = $1 and p.id = any($2)) ${others.join(' ')}`;
}
