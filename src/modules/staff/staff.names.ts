import type { Database } from '../../platform/database/database.js';

/** Names of members of staff by their ids, inactive ones too; an id of nobody has none. */
export async function staffNames(
  database: Database,
  practiceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await database.query<{ id: string; name: string }>(
    'select id, name from staff_members where practice_id = $1 and id = any($2::uuid[])',
    [practiceId, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
