import { type Purge, purgeDeleted } from '../../platform/deletion/purging.js';
import type { Ground } from '../../platform/ground.js';

const purge: Purge = {
  useCase: { operation: 'purgeTasks', permission: 'task:delete', action: 'PURGE', objectType: 'TASK' },
  table: 'tasks',
  // Subtasks and reminders go with their task by themselves; what was said with a person stays.
  dependents: [],
};

/** Removes tasks that can no longer be restored. */
export const purgeDeletedTasks = (ground: Ground): Promise<number> => purgeDeleted(ground, purge);
