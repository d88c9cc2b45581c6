import { NotFoundError } from '../../platform/errors/errors.js';
import { isId } from '../../platform/validation.js';
import type { PersonRef } from './consent.vocabulary.js';

// The nouns of these people stand above; all that is asked here is whether one is there, and under which ids.
const tables = { LEAD: 'leads', CONTACT: 'contacts' } as const;

/** The ids a person has had: its own, and those of records merged into it, whose ledgers count as its own. */
export const idsOfPerson = (type: PersonRef['type'], practice: string, id: string): string => `(
  with recursive same as (
    select held.id from ${tables[type]} held where held.practice_id = ${practice} and held.id = ${id}
    union
    select held.id from same join ${tables[type]} held on held.merged_into_id = same.id where held.practice_id = ${practice}
  ) select id from same)`;

type Query = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

/** Refuses a person whom the practice does not have. */
export async function assertPerson(
  query: Query,
  practiceId: string,
  { type, id }: PersonRef,
  path: string[] = ['person', 'id'],
): Promise<void> {
  const text = `select 1 from ${tables[type]} where practice_id = $1 and id = $2 and deleted_at is null`;
  const found = isId(id) ? await query(text, [practiceId, id]) : [];
  if (found.length === 0) throw new NotFoundError(type, path);
}
