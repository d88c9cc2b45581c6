import { ConflictError } from '../errors/errors.js';
import type { UnitOfWork } from '../use-case.js';

interface Named {
  id: string;
  nameKey: string;
}

/**
 * Refuses a name that another present row of the practice has; those who give the same one at once wait for each
 * other. The table has practice_id, name_key and deleted_at. @throws ConflictError DUPLICATE.
 */
export async function assertNameFree(unit: UnitOfWork, table: string, { id, nameKey }: Named, word: string) {
  const { practiceId } = unit.ctx;
  await unit.sql('select pg_advisory_xact_lock(hashtextextended($1, 15))', [`${table} ${practiceId} ${nameKey}`]);
  const [other] = await unit.sql(
    `select 1 from ${table} where practice_id = $1 and name_key = $2 and id <> $3 and deleted_at is null`,
    [practiceId, nameKey, id],
  );
  if (other) throw new ConflictError('DUPLICATE', `There is ${word} of this name.`, ['name']);
}
