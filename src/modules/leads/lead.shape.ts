import type { Viewer } from '../../platform/access/viewer.js';
import { lastText, type SortRule } from '../../platform/reading/order.js';
import {
  column,
  type DerivedField,
  instant,
  type Shape,
  type ShapeField,
  type Sql,
} from '../../platform/reading/shape.js';
import { clientShape } from '../clients/client.shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import { interactionShape } from '../interactions/interaction.shape.js';
import { colleague } from '../staff/staff.shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { leadTimelineShape } from './lead.history.js';
import { canConvert, canDelete, canUpdate, groupOfField, groupPermission, leadGroupNames } from './lead.policy.js';

const sealed = (name: string, part?: string, absent?: unknown): ShapeField => ({
  kind: 'sealed',
  column: name,
  part,
  absent,
});

type StateOfLead = { assignedToId: string | null; createdById: string | null; status: string };

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, row: StateOfLead) => boolean): DerivedField => ({
  kind: 'derived',
  columns: { assignedToId: '{t}.assigned_to_id', createdById: '{t}.created_by_id', status: '{t}.status' },
  of: (columns, _, viewer) => rule(viewer, columns as StateOfLead),
});

const insurance: DerivedField = {
  kind: 'derived',
  sealed: 'sealed_insurance',
  columns: { verificationStatus: '{t}.insurance_status', verifiedAt: '{t}.insurance_verified_at' },
  of: ({ verificationStatus, verifiedAt }, details) => {
    if (details === null && verificationStatus === 'NOT_STARTED') return null;
    const none = {
      payer: null,
      plan: null,
      memberId: null,
      groupNumber: null,
      subscriberName: null,
      subscriberDateOfBirth: null,
    };
    const at = typeof verifiedAt === 'string' ? new Date(verifiedAt) : null;
    return { ...none, ...(details as object | null), verificationStatus, verifiedAt: at };
  },
};

const fields: Record<string, ShapeField> = {
  id: column('{t}.id'),
  version: column('{t}.version'),
  createdAt: instant('{t}.created_at'),
  updatedAt: instant('{t}.updated_at'),
  createdById: column('{t}.created_by_id'),
  createdBy: colleague('{t}.created_by_id'),
  firstName: column('{t}.first_name'),
  lastName: column('{t}.last_name'),
  preferredName: column('{t}.preferred_name'),
  fullName: column("nullif(concat_ws(' ', {t}.first_name, {t}.last_name), '')"),
  pronouns: column('{t}.pronouns'),
  email: sealed('sealed_email'),
  phone: sealed('sealed_contact_details', 'phone'),
  dateOfBirth: sealed('sealed_contact_details', 'dateOfBirth'),
  address: sealed('sealed_contact_details', 'address'),
  safeContactNote: sealed('sealed_contact_details', 'safeContactNote'),
  timeZone: column('{t}.time_zone'),
  preferredContactMethod: column('{t}.preferred_contact_method'),
  okToEmail: column('{t}.ok_to_email'),
  okToText: column('{t}.ok_to_text'),
  okToVoicemail: column('{t}.ok_to_voicemail'),
  source: column('{t}.source'),
  sourceDetail: column('{t}.source_detail'),
  utm: column('{t}.utm'),
  landingPage: column('{t}.landing_page'),
  referredById: column('{t}.referred_by_id'),
  referredBy: { kind: 'one', shape: contactShape, on: '{n}.id = {t}.referred_by_id' },
  campaignId: column('{t}.campaign_id'),
  status: column('{t}.status'),
  lostReason: column('{t}.lost_reason'),
  stage: column('{t}.stage'),
  interestedServices: sealed('sealed_clinical', 'interestedServices', []),
  presentingConcern: sealed('sealed_clinical', 'presentingConcern'),
  preferences: sealed('sealed_clinical', 'preferences'),
  insurance,
  isSelfPay: column('{t}.is_self_pay'),
  assignedToId: column('{t}.assigned_to_id'),
  assignedTo: colleague('{t}.assigned_to_id'),
  tags: column('{t}.tags'),
  nextFollowUpAt: instant('{t}.next_follow_up_at'),
  firstRespondedAt: instant('{t}.first_responded_at'),
  convertedAt: instant('{t}.converted_at'),
  clientId: column('{t}.client_id'),
  client: { kind: 'one', shape: clientShape, on: '{n}.id = {t}.client_id' },
  mergedIntoId: column('{t}.merged_into_id'),
  interactions: {
    kind: 'many',
    shape: interactionShape,
    on: "{n}.subject_type = 'LEAD' and {n}.subject_id = {t}.id",
    sort: [{ field: 'occurredAt', direction: 'DESC' }],
  },
  tasks: {
    kind: 'many',
    shape: taskShape,
    on: "{n}.related_type = 'LEAD' and {n}.related_id = {t}.id",
    sort: [{ field: 'dueAt', direction: 'ASC' }],
  },
  timeline: {
    kind: 'many',
    shape: leadTimelineShape,
    on: '{n}.lead_id = {t}.id',
    sort: [{ field: 'at', direction: 'DESC' }],
  },
  viewerCanUpdate: allowed(canUpdate),
  viewerCanDelete: allowed(canDelete),
  viewerCanConvert: allowed(canConvert),
};

const lastInstant = "'infinity'::timestamptz";
const text = (sql: Sql): SortRule => ({ sql: `coalesce(${sql}, ${lastText})`, type: 'text' });
const time = (sql: Sql): SortRule => ({ sql: `coalesce(${sql}, ${lastInstant})`, type: 'timestamptz' });

const sorts: Record<string, SortRule> = {
  createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
  updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
  lastName: { sql: '{t}.name_key', type: 'text' },
  firstName: text('lower({t}.first_name)'),
  status: { sql: '{t}.status', type: 'text' },
  stage: { sql: '{t}.stage', type: 'text' },
  source: { sql: '{t}.source', type: 'text' },
  assignedTo: text('(select s.name from staff_members s where s.id = {t}.assigned_to_id)'),
  nextFollowUpAt: { sql: "coalesce({t}.next_follow_up_at, 'infinity')", type: 'timestamptz' },
  firstRespondedAt: time('{t}.first_responded_at'),
  convertedAt: time('{t}.converted_at'),
};

const grants = `from break_glass_grants g where g.practice_id = {practice} and g.staff_id = {viewer} and g.expires_at > {now}`;

const guarded = <Entry>(name: string, entry: Entry) => ({ ...entry, group: groupOfField(name) ?? undefined });
const guard = <Entry>(entries: Record<string, Entry>) =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, guarded(name, entry)]));

/** The words that lists of leads sort by. */
export const leadSortFields = Object.keys(sorts);

/** A lead as it is read; the policy says which group guards which field. */
export const leadShape: Shape = {
  noun: 'lead',
  objectType: 'LEAD',
  from: 'leads',
  table: 'leads',
  present: '{t}.deleted_at is null',
  own: '({t}.assigned_to_id = {viewer} or {t}.created_by_id = {viewer})',
  groups: Object.fromEntries(leadGroupNames.map(group => [group, groupPermission(group, 'read')])),
  grant: {
    permission: 'lead:breakGlass',
    holds: `{t}.id = any(array(select g.lead_id ${grants}))`,
    reason: `(select g.reason ${grants} and g.lead_id = {t}.id order by g.expires_at desc limit 1)`,
  },
  fields: guard(fields),
  sorts: guard(sorts),
};
