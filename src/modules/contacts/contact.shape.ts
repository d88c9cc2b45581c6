import type { OwnedRow, Viewer } from '../../platform/access/viewer.js';
import { lastText, type SortRule } from '../../platform/reading/order.js';
import {
  column,
  type DerivedField,
  instant,
  type Shape,
  type ShapeField,
  type Sql,
} from '../../platform/reading/shape.js';
import { interactionShape } from '../interactions/interaction.shape.js';
import { organizationShape } from '../organizations/organization.shape.js';
import { colleague } from '../staff/staff.shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { canDelete, canUpdate } from './contact.policy.js';

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, row: OwnedRow) => boolean): DerivedField => ({
  kind: 'derived',
  columns: { assignedToId: '{t}.assigned_to_id', createdById: '{t}.created_by_id' },
  of: (columns, _, viewer) => rule(viewer, columns as OwnedRow),
});

const fields: Record<string, ShapeField> = {
  id: column('{t}.id'),
  version: column('{t}.version'),
  createdAt: instant('{t}.created_at'),
  updatedAt: instant('{t}.updated_at'),
  createdById: column('{t}.created_by_id'),
  createdBy: colleague('{t}.created_by_id'),
  firstName: column('{t}.first_name'),
  lastName: column('{t}.last_name'),
  fullName: column("nullif(concat_ws(' ', {t}.first_name, {t}.last_name), '')"),
  credentials: column('{t}.credentials'),
  title: column('{t}.title'),
  organizationId: column('{t}.organization_id'),
  organization: { kind: 'one', shape: organizationShape, on: '{n}.id = {t}.organization_id' },
  type: column('{t}.type'),
  category: column('{t}.category'),
  email: column('{t}.email'),
  phone: column('{t}.phone'),
  fax: column('{t}.fax'),
  address: column('{t}.address'),
  website: column('{t}.website'),
  social: column('{t}.social'),
  npi: column('{t}.npi'),
  referralStatus: column('{t}.referral_status'),
  acceptsReferrals: column('{t}.accepts_referrals'),
  specialties: column('{t}.specialties'),
  referralPreferences: column('{t}.referral_preferences'),
  referralNotes: column('{t}.referral_notes'),
  okToEmail: column('{t}.ok_to_email'),
  tags: column('{t}.tags'),
  assignedToId: column('{t}.assigned_to_id'),
  assignedTo: colleague('{t}.assigned_to_id'),
  mergedIntoId: column('{t}.merged_into_id'),
  interactions: {
    kind: 'many',
    shape: interactionShape,
    on: "{n}.subject_type = 'CONTACT' and {n}.subject_id = {t}.id",
    sort: [{ field: 'occurredAt', direction: 'DESC' }],
  },
  tasks: {
    kind: 'many',
    shape: taskShape,
    on: "{n}.related_type = 'CONTACT' and {n}.related_id = {t}.id",
    sort: [{ field: 'dueAt', direction: 'ASC' }],
  },
  viewerCanUpdate: allowed(canUpdate),
  viewerCanDelete: allowed(canDelete),
};

const text = (sql: Sql): SortRule => ({ sql: `coalesce(${sql}, ${lastText})`, type: 'text' });

const sorts: Record<string, SortRule> = {
  createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
  updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
  lastName: { sql: '{t}.name_key', type: 'text' },
  firstName: text('lower({t}.first_name)'),
  type: { sql: '{t}.type', type: 'text' },
  category: text('lower({t}.category)'),
  referralStatus: { sql: '{t}.referral_status', type: 'text' },
  organization: text('(select o.name_key from organizations o where o.id = {t}.organization_id)'),
  assignedTo: text('(select s.name from staff_members s where s.id = {t}.assigned_to_id)'),
};

/** The words that lists of contacts sort by. */
export const contactSortFields = Object.keys(sorts);

/** A contact as it is read; who sees it sees what was said with it too, as it is work with colleagues, not care. */
export const contactShape: Shape = {
  noun: 'contact',
  objectType: 'CONTACT',
  from: 'contacts',
  table: 'contacts',
  present: '{t}.deleted_at is null',
  own: '({t}.assigned_to_id = {viewer} or {t}.created_by_id = {viewer})',
  groups: { contact: 'contact:read' },
  fields,
  sorts,
};
