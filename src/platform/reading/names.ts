import type { Database } from '../database/database.js';

/** Names by the ids of rows; `text` selects `id` and `name` of those of the practice `$1` that are among `$2`. */
export async function namesById(
  database: Database,
  text: string,
  practiceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await database.query<{ id: string; name: string }>(text, [practiceId, ids]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
