import { addRelations, column, instant, type Reservation, type Shape } from '../../platform/reading/shape.js';
import { consentShape } from '../consents/consent.shape.js';
import { interactionShape } from '../interactions/interaction.shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { leadStatusChangeShape } from './lead.status-history.js';

/** The kinds of entries; each stands in the timeline under a field of its own. */
export const timelineKinds = ['INTERACTION', 'TASK', 'STATUS_CHANGE', 'CONSENT', 'REFERRAL'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** A source of a select, `e`, with its condition, and expressions of the time and the lead. */
interface TimelineRows {
  rows: string;
  at: string;
  leadId: string;
}

/** One kind of what happens with a lead. */
interface TimelineSource {
  kind: TimelineKind;
  /** The field that the entry stands under: `interaction`. */
  field: string;
  shape: Shape;
  /** Where entries come from. */
  from: readonly TimelineRows[];
  /** Who may know that such entries are there; all who see the timeline, unless told. */
  permission?: Reservation['permission'];
  /** Columns of whose entries they are, for those who may know of their own. */
  owners?: { assignedTo: string; createdBy: string };
}

const sources: TimelineSource[] = [];
const mine = '({t}.assigned_to_id = {viewer} or {t}.created_by_id = {viewer})';

/** What happened with a lead, newest first; nouns above leads add their kinds. */
export const leadTimelineShape: Shape = {
  noun: 'leadTimelineEntry',
  objectType: 'TIMELINE_ENTRY',
  from: '',
  table: 'interactions',
  groups: {},
  fields: { id: column('{t}.id'), kind: column('{t}.kind'), at: instant('{t}.at') },
  sorts: { at: { sql: '{t}.at', type: 'timestamptz' } },
};

/** Adds a kind of entries, once, as its module loads. */
export function addToTimeline(source: TimelineSource): void {
  sources.push(source);
  leadTimelineShape.from = `(${sources.map(entriesOf).join(' union all ')})`;
  leadTimelineShape.reserved = sources.flatMap(({ kind, permission, owners }) =>
    permission ? { permission, when: `{t}.kind = '${kind}'`, own: owners && mine } : [],
  );
  const on = `{n}.id = {t}.id and {t}.kind = '${source.kind}'`;
  addRelations(leadTimelineShape, { [source.field]: { kind: 'one', shape: source.shape, on } });
}

const entriesOf = ({ kind, from, owners }: TimelineSource): string =>
  from
    .map(
      ({ rows, at, leadId }) =>
        `select e.id, e.practice_id, '${kind}' as kind, ${at} as at, ${leadId} as lead_id,
           ${owners?.assignedTo ?? 'null::uuid'} as assigned_to_id, ${owners?.createdBy ?? 'null::uuid'} as created_by_id
         from ${rows}`,
    )
    .join(' union all ');

addToTimeline({
  ...{ kind: 'INTERACTION', field: 'interaction', shape: interactionShape },
  from: [{ rows: "interactions e where e.subject_type = 'LEAD'", at: 'e.occurred_at', leadId: 'e.subject_id' }],
});
const tasks = "tasks e where e.related_type = 'LEAD' and e.deleted_at is null";
addToTimeline({
  ...{ kind: 'TASK', field: 'task', shape: taskShape, permission: 'task:read' },
  from: [{ rows: tasks, at: 'e.created_at', leadId: 'e.related_id' }],
  owners: { assignedTo: 'e.assigned_to_id', createdBy: 'e.created_by_id' },
});
addToTimeline({
  ...{ kind: 'STATUS_CHANGE', field: 'statusChange', shape: leadStatusChangeShape },
  from: [
    { rows: 'lead_status_changes e', at: 'e.at', leadId: 'e.lead_id' },
    { rows: 'leads e', at: 'e.created_at', leadId: 'e.id' },
  ],
});
addToTimeline({
  ...{ kind: 'CONSENT', field: 'consent', shape: consentShape, permission: 'consent:read' },
  from: [{ rows: "consent_records e where e.person_type = 'LEAD'", at: 'e.at', leadId: 'e.person_id' }],
});
