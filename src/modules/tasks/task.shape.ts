import type { Viewer } from '../../platform/access/viewer.js';
import { lastText, type SortRule } from '../../platform/reading/order.js';
import { column, type DerivedField, instant, type Shape, type ShapeField } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';
import { subtaskShape } from './subtask.shape.js';
import { canComplete, canDelete, canReopen, canUpdate, type StateOfTask } from './task.policy.js';
import { taskTimeFields } from './task.time-shape.js';

/** SQL of a task that is still to be done, by words that the index of open tasks has. */
export const isOpenSql = "{t}.status in ('PENDING', 'IN_PROGRESS')";
/** When a task is due; what has no time comes last. */
export const dueSql = "coalesce({t}.due_at, 'infinity'::timestamptz)";

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, row: StateOfTask) => boolean): DerivedField => ({
  kind: 'derived',
  columns: { assignedToId: '{t}.assigned_to_id', createdById: '{t}.created_by_id', status: '{t}.status' },
  of: (columns, _, viewer) => rule(viewer, columns as unknown as StateOfTask),
});

const fields: Record<string, ShapeField> = {
  id: column('{t}.id'),
  version: column('{t}.version'),
  createdAt: instant('{t}.created_at'),
  updatedAt: instant('{t}.updated_at'),
  createdById: column('{t}.created_by_id', 'task'),
  createdBy: colleague('{t}.created_by_id', 'task'),
  title: column('{t}.title', 'task'),
  description: column('{t}.description', 'task'),
  type: column('{t}.type', 'task'),
  priority: column('{t}.priority', 'task'),
  status: column('{t}.status', 'task'),
  dueAt: instant('{t}.due_at', 'task'),
  isOverdue: column(`coalesce({t}.due_at < {now} and ${isOpenSql}, false)`, 'task'),
  assignedToId: column('{t}.assigned_to_id', 'task'),
  assignedTo: colleague('{t}.assigned_to_id', 'task'),
  completedAt: instant('{t}.completed_at', 'task'),
  completedById: column('{t}.completed_by_id', 'task'),
  completedBy: colleague('{t}.completed_by_id', 'task'),
  relatedType: column('{t}.related_type', 'task'),
  relatedId: column('{t}.related_id', 'task'),
  relatedTo: column(
    "case when {t}.related_id is not null then json_build_object('type', {t}.related_type, 'id', {t}.related_id) end",
    'task',
  ),
  subtaskCount: column('{t}.subtask_count', 'task'),
  openSubtaskCount: column('{t}.open_subtask_count', 'task'),
  subtasks: {
    kind: 'many',
    shape: subtaskShape,
    on: '{n}.task_id = {t}.id',
    sort: [{ field: 'position', direction: 'ASC' }],
    isWhole: true,
    group: 'task',
  },
  ...taskTimeFields,
  viewerCanUpdate: allowed(canUpdate),
  viewerCanDelete: allowed(canDelete),
  viewerCanComplete: allowed(canComplete),
  viewerCanReopen: allowed(canReopen),
};

const sorts: Record<string, SortRule> = {
  createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
  updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
  dueAt: { sql: dueSql, type: 'timestamptz', group: 'task' },
  priority: { sql: '{t}.priority_rank', type: 'int', group: 'task' },
  title: { sql: 'lower({t}.title)', type: 'text', group: 'task' },
  status: { sql: '{t}.status', type: 'text', group: 'task' },
  completedAt: { sql: "coalesce({t}.completed_at, 'infinity'::timestamptz)", type: 'timestamptz', group: 'task' },
  assignedTo: {
    sql: `coalesce((select s.name from staff_members s where s.id = {t}.assigned_to_id), ${lastText})`,
    type: 'text',
    group: 'task',
  },
};

/** The words that lists of tasks sort by. */
export const taskSortFields = Object.keys(sorts);

/** A task as it is read; the record it is about is added by the noun of that. */
export const taskShape: Shape = {
  noun: 'task',
  objectType: 'TASK',
  from: 'tasks',
  table: 'tasks',
  present: '{t}.deleted_at is null',
  groups: { task: 'task:read' },
  own: '({t}.assigned_to_id = {viewer} or {t}.created_by_id = {viewer})',
  fields,
  sorts,
};
