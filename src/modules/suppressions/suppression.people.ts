import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { PersonRef, PersonType } from '../consents/consent.vocabulary.js';

// The nouns of these people stand above; what is asked here is their address, and who has one.
const tables = { LEAD: 'leads', CONTACT: 'contacts' } as const;
const addressColumn = { LEAD: 'sealed_email', CONTACT: 'email' } as const;

export interface PersonAddress {
  addressIndex: string;
  address: string;
}

/** Where a person is written to; null: nowhere. */
export async function addressOf(
  { cipher }: Ground,
  unit: UnitOfWork,
  { type, id }: PersonRef,
): Promise<PersonAddress | null> {
  const { practiceId } = unit.ctx;
  const [found] = await unit.sql<{ email_index: string | null; address: string | null }>(
    `select email_index, ${addressColumn[type]} as address from ${tables[type]} where practice_id = $1 and id = $2`,
    [practiceId, id],
  );
  if (!found?.email_index || !found.address) return null;
  const place = { practiceId, table: 'leads', column: 'sealed_email', rowId: id };
  const address = type === 'LEAD' ? cipher.open<string>(place, found.address) : found.address;
  return { addressIndex: found.email_index, address };
}

type Query = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

/** Everyone who is written to at an address. */
export function peopleOf(query: Query, practiceId: string, addressIndex: string): Promise<PersonRef[]> {
  const of = (type: PersonType) => `select '${type}' as type, id from ${tables[type]}
    where practice_id = $1 and email_index = $2 and deleted_at is null`;
  return query(`${of('LEAD')} union all ${of('CONTACT')} order by 1, 2`, [practiceId, addressIndex]);
}
