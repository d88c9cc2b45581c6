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
  const address = type === 'LEAD' ? cipher.open<string>(placeOf(practiceId, id), found.address) : found.address;
  return { addressIndex: found.email_index, address };
}

/** By index: the addresses at which somebody of the practice is written to. */
export async function addressesOf(
  { cipher }: Ground,
  unit: UnitOfWork,
  indexes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (indexes.length === 0) return new Map();
  const { practiceId } = unit.ctx;
  const of = (type: PersonType) => `select '${type}' as type, id, email_index, ${addressColumn[type]} as address
    from ${tables[type]} where practice_id = $1 and email_index = any ($2::text[]) and ${addressColumn[type]} is not null`;
  const found = await unit.sql<{ type: PersonType; id: string; email_index: string; address: string }>(
    `select distinct on (email_index) * from (${of('LEAD')} union all ${of('CONTACT')}) p order by email_index, type, id`,
    [practiceId, [...new Set(indexes)]],
  );
  const open = ({ type, id, address }: (typeof found)[number]) =>
    type === 'LEAD' ? cipher.open<string>(placeOf(practiceId, id), address) : address;
  return new Map(found.map(row => [row.email_index, open(row)]));
}

const placeOf = (practiceId: string, rowId: string) => {
  return { practiceId, table: 'leads', column: 'sealed_email', rowId };
};

type Query = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

/** Everyone who is written to at an address. */
export function peopleOf(query: Query, practiceId: string, addressIndex: string): Promise<PersonRef[]> {
  const of = (type: PersonType) => `select '${type}' as type, id from ${tables[type]}
    where practice_id = $1 and email_index = $2 and deleted_at is null`;
  return query(`${of('LEAD')} union all ${of('CONTACT')} order by 1, 2`, [practiceId, addressIndex]);
}
