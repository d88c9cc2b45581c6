import type { Database } from '../../platform/database/database.js';
import { namesById } from '../../platform/reading/names.js';

const named = `select id, concat_ws(' ', first_name, last_name) as name from contacts
  where practice_id = $1 and id = any($2::uuid[]) and deleted_at is null`;

/** Names of contacts by their ids; a deleted one has none. */
export const contactNames = (database: Database, practiceId: string, ids: readonly string[]) =>
  namesById(database, named, practiceId, ids);
