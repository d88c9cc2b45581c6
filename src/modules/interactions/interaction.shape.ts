import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';

/** An interaction as it is read; who sees the person it was with, in the group that shows interactions, sees it. */
export const interactionShape: Shape = {
  noun: 'interaction',
  objectType: 'INTERACTION',
  from: 'interactions',
  table: 'interactions',
  groups: {},
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    createdById: column('{t}.created_by_id'),
    kind: column('{t}.kind'),
    direction: column('{t}.direction'),
    occurredAt: instant('{t}.occurred_at'),
    durationMinutes: column('{t}.duration_minutes'),
    summary: { kind: 'sealed', column: 'sealed_summary' },
    outcome: column('{t}.outcome'),
    staffId: column('{t}.staff_id'),
    staff: colleague('{t}.staff_id'),
    followUpTaskId: column('{t}.follow_up_task_id'),
  },
  sorts: { occurredAt: { sql: '{t}.occurred_at', type: 'timestamptz' } },
};
