import type { Database } from '../../platform/database/database.js';

/** Names of contacts by their ids; a deleted one has none. */
export async function contactNames(
  database: Database,
  practiceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await database.query<{ id: string; name: string }>(
    `select id, concat_ws(' ', first_name, last_name) as name from contacts
     where practice_id = $1 and id = any($2::uuid[]) and deleted_at is null`,
    [practiceId, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
