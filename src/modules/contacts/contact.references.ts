import { ValidationError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';

/** Refuses a reference to a contact that the practice has not; it can't be deleted while the change runs. */
export async function assertContact(
  unit: UnitOfWork,
  id: string | null | undefined,
  path: readonly string[] = ['contactId'],
): Promise<void> {
  if (!id) return;
  const rows = await unit.sql(
    'select 1 from contacts where practice_id = $1 and id = $2 and deleted_at is null for share',
    [unit.ctx.practiceId, id],
  );
  if (rows.length === 0) throw ValidationError.at([...path], 'NOT_FOUND', 'There is no such contact.');
}
