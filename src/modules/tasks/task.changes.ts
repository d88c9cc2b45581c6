import type { EventHub } from '../../platform/events/hub.js';
import { type RowChange, RowChanges } from '../../platform/events/row-changes.js';
import type { Ground } from '../../platform/ground.js';
import { canSee } from './task.policy.js';
import type { TaskQueries } from './task.queries.js';

export const taskChangeKinds = [
  'TASK_CREATED',
  'TASK_UPDATED',
  'TASK_COMPLETED',
  'TASK_REOPENED',
  'TASK_DELETED',
  'TASK_RESTORED',
  'TASK_REMINDED',
  'RESYNC',
] as const;
export type TaskChangeKind = (typeof taskChangeKinds)[number];
export type TaskChange = RowChange<TaskChangeKind>;

/** What happens to tasks. */
export class TaskChanges extends RowChanges<TaskChangeKind> {
  constructor(ground: Ground, hub: EventHub, queries: TaskQueries) {
    super(ground, hub, {
      ...{ operation: 'taskChanged', permission: 'task:read', objectType: 'TASK', table: 'tasks' },
      ...{ kinds: taskChangeKinds, deletion: 'TASK_DELETED', canSee, queries },
    });
  }
}
