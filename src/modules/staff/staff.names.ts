import type { Database } from '../../platform/database/database.js';
import { namesById } from '../../platform/reading/names.js';

const named = 'select id, name from staff_members where practice_id = $1 and id = any($2::uuid[])';

/** Names of members of staff by their ids, inactive ones too; an id of nobody has none. */
export const staffNames = (database: Database, practiceId: string, ids: readonly string[]) =>
  namesById(database, named, practiceId, ids);
