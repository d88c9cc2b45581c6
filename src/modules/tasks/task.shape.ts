import { lastText } from '../../platform/reading/order.js';
import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';

const nowhere = "'infinity'::timestamptz";

/** A task as it is read. */
export const taskShape: Shape = {
  noun: 'task',
  objectType: 'TASK',
  from: 'tasks',
  table: 'tasks',
  present: '{t}.deleted_at is null',
  groups: { task: 'task:read' },
  own: '({t}.assigned_to_id = {viewer} or {t}.created_by_id = {viewer})',
  fields: {
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
    isOverdue: column("coalesce({t}.due_at < {now} and {t}.status in ('PENDING', 'IN_PROGRESS'), false)", 'task'),
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
  },
  sorts: {
    dueAt: { sql: `coalesce({t}.due_at, ${nowhere})`, type: 'timestamptz', group: 'task' },
    createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
    updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
    title: { sql: '{t}.title', type: 'text', group: 'task' },
    status: { sql: '{t}.status', type: 'text', group: 'task' },
    completedAt: { sql: `coalesce({t}.completed_at, ${nowhere})`, type: 'timestamptz', group: 'task' },
    assignedToId: { sql: `coalesce({t}.assigned_to_id::text, ${lastText})`, type: 'text', group: 'task' },
  },
};
