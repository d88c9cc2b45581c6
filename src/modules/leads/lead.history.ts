import { column, instant, type Shape, type ShapeField } from '../../platform/reading/shape.js';
import { interactionShape } from '../interactions/interaction.shape.js';
import { colleagueShape } from '../staff/staff.shape.js';
import { taskShape } from '../tasks/task.shape.js';

const colleague = (id: string, group?: string): ShapeField => ({
  kind: 'one',
  shape: colleagueShape,
  on: `{n}.id = ${id}`,
  group,
});

/** An interaction with the colleague who had it, whom the noun itself does not know. */
export const leadInteractionShape: Shape = {
  ...interactionShape,
  fields: { ...interactionShape.fields, staff: colleague('{t}.staff_id') },
};

/** A task with its people. */
export const leadTaskShape: Shape = {
  ...taskShape,
  fields: {
    ...taskShape.fields,
    assignedTo: colleague('{t}.assigned_to_id', 'task'),
    completedBy: colleague('{t}.completed_by_id', 'task'),
    createdBy: colleague('{t}.created_by_id', 'task'),
  },
};

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
    interaction: { kind: 'one', shape: leadInteractionShape, on: "{n}.id = {t}.id and {t}.kind = 'INTERACTION'" },
    task: { kind: 'one', shape: leadTaskShape, on: "{n}.id = {t}.id and {t}.kind = 'TASK'" },
  },
  sorts: { at: { sql: '{t}.at', type: 'timestamptz' } },
};
