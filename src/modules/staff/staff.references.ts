import { ValidationError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';

/** Refuses a reference to somebody who does not work here, or no longer. Nobody is fine. */
export async function assertActiveStaff(
  unit: UnitOfWork,
  id: string | null | undefined,
  path: readonly string[] = ['assignedToId'],
): Promise<void> {
  if (!id) return;
  const rows = await unit.sql('select 1 from staff_members where id = $1 and practice_id = $2 and is_active', [
    id,
    unit.ctx.practiceId,
  ]);
  if (rows.length === 0) {
    throw ValidationError.at([...path], 'NOT_FOUND', 'There is no such active member of staff.');
  }
}
