import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';

/** What may be told of a lead's status: that it was added with one, changed it, or was made one with another lead. */
export const statusChangeKinds = ['CREATED', 'STATUS', 'MERGED', 'UNMERGED'] as const;
export type StatusChangeKind = (typeof statusChangeKinds)[number];

// The lead's own row tells that it was added; what it was then is where its first change came from.
const firstStatus = `coalesce((select c.from_status from lead_status_changes c
  where c.practice_id = l.practice_id and c.lead_id = l.id and c.kind = 'STATUS' order by c.at, c.id limit 1), l.status)`;

const changes = `(
  select id, practice_id, at, kind, from_status, to_status, other_lead_id, actor_id from lead_status_changes
  union all
  select l.id, l.practice_id, l.created_at, 'CREATED', null, ${firstStatus}, null, l.created_by_id from leads l
)`;

/** Where a lead has stood and since when; who sees its timeline sees this. */
export const leadStatusChangeShape: Shape = {
  noun: 'leadStatusChange',
  objectType: 'LEAD_STATUS_CHANGE',
  // the log names the lead itself, beside which these stand
  isReference: true,
  from: changes,
  table: 'lead_status_changes',
  groups: {},
  fields: {
    id: column('{t}.id'),
    at: instant('{t}.at'),
    kind: column('{t}.kind'),
    from: column('{t}.from_status'),
    to: column('{t}.to_status'),
    otherLeadId: column('{t}.other_lead_id'),
    actorId: column('{t}.actor_id'),
    actor: colleague('{t}.actor_id'),
  },
  sorts: { at: { sql: '{t}.at', type: 'timestamptz' } },
};
