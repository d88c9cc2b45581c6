import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { taskShape } from '../tasks/task.shape.js';

/** A client record as the built-in client module keeps it; an own one came from an own lead. */
export const clientShape: Shape = {
  noun: 'client',
  objectType: 'CLIENT',
  from: 'clients',
  table: 'clients',
  groups: { client: 'client:read' },
  own: '({t}.created_by_id = {viewer} or exists (select 1 from leads l where l.id = {t}.lead_id and l.practice_id = {t}.practice_id and (l.assigned_to_id = {viewer} or l.created_by_id = {viewer})))',
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    externalId: column('{t}.external_id', 'client'),
    displayName: column('{t}.display_name', 'client'),
    leadId: column('{t}.lead_id', 'client'),
    since: instant('{t}.since', 'client'),
    tasks: {
      kind: 'many',
      shape: taskShape,
      on: "{n}.related_type = 'CLIENT' and {n}.related_id = {t}.id",
      sort: [{ field: 'dueAt', direction: 'ASC' }],
      group: 'client',
    },
  },
  sorts: { since: { sql: '{t}.since', type: 'timestamptz' } },
};
