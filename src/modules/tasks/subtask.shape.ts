import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';

/** A subtask as it is read; who sees its task sees it. */
export const subtaskShape: Shape = {
  noun: 'subtask',
  objectType: 'SUBTASK',
  from: 'subtasks',
  table: 'subtasks',
  groups: {},
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    title: column('{t}.title'),
    isDone: column('{t}.is_done'),
    assignedToId: column('{t}.assigned_to_id'),
    assignedTo: colleague('{t}.assigned_to_id'),
    dueAt: instant('{t}.due_at'),
    position: column('{t}.position'),
    completedAt: instant('{t}.completed_at'),
    completedById: column('{t}.completed_by_id'),
    completedBy: colleague('{t}.completed_by_id'),
  },
  sorts: { position: { sql: '{t}.position', type: 'int' } },
};
