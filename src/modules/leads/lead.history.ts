import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { interactionShape } from '../interactions/interaction.shape.js';
import { taskShape } from '../tasks/task.shape.js';

const entries = `(
  select id, practice_id, 'INTERACTION' as kind, occurred_at as at, subject_id as lead_id,
    null::uuid as assigned_to_id, null::uuid as created_by_id
  from interactions where subject_type = 'LEAD'
  union all
  select id, practice_id, 'TASK', created_at, related_id, assigned_to_id, created_by_id
  from tasks where related_type = 'LEAD' and deleted_at is null
)`;

/** What happened with a lead, newest first: each entry is an interaction or a task. */
export const leadTimelineShape: Shape = {
  noun: 'leadTimelineEntry',
  objectType: 'TIMELINE_ENTRY',
  from: entries,
  table: 'interactions',
  groups: { task: 'task:read' },
  own: "({t}.kind = 'INTERACTION' or {t}.assigned_to_id = {viewer} or {t}.created_by_id = {viewer})",
  fields: {
    id: column('{t}.id'),
    kind: column('{t}.kind'),
    at: instant('{t}.at'),
    interaction: { kind: 'one', shape: interactionShape, on: "{n}.id = {t}.id and {t}.kind = 'INTERACTION'" },
    task: { kind: 'one', shape: taskShape, on: "{n}.id = {t}.id and {t}.kind = 'TASK'" },
  },
  sorts: { at: { sql: '{t}.at', type: 'timestamptz' } },
};
