import type { Permission } from '../../platform/access/role-matrix.js';
import { assertMayOn } from '../../platform/access/viewer.js';
import { actorId, assertVersion, lockPresent } from '../../platform/database/rows.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { Task } from './task.entity.js';

/** The task, locked for a change that this permission allows. @throws NotFoundError, ForbiddenError, StaleVersionError. */
export async function lockTask(
  unit: UnitOfWork,
  permission: Permission,
  id: string,
  expectedVersion?: number | null,
): Promise<Task> {
  const task = await lockPresent(unit, Task, 'TASK', id);
  assertMayOn(unit.ctx.signedIn, permission, task);
  assertVersion(task, expectedVersion);
  return task;
}

/** Ticks off what is open of a task that is done. @throws ConflictError OPEN_SUBTASKS when that was not asked for. */
export async function finishSubtasks(unit: UnitOfWork, task: Task, isAsked: boolean, now: Date): Promise<void> {
  const open = task.openSubtaskCount;
  if (open === 0) return;
  if (!isAsked) {
    const message = `${open} of its subtasks ${open === 1 ? 'is' : 'are'} still open; give completeSubtasks to complete them too.`;
    throw new ConflictError('OPEN_SUBTASKS', message, ['completeSubtasks']);
  }
  await unit.sql(
    `update subtasks set is_done = true, completed_at = $3, completed_by_id = $4, updated_at = $3, version = version + 1
     where practice_id = $1 and task_id = $2 and not is_done`,
    [task.practiceId, task.id, now, actorId(unit.ctx)],
  );
  task.openSubtaskCount = 0;
}

/** What events say of a task: whose it is and what it is about, by id. */
export const factsOf = ({ assignedToId = null, createdById = null, relatedType = null, relatedId = null }: Task) => ({
  assignedToId,
  createdById,
  relatedType,
  relatedId,
});
