import type { OwnedRow, Viewer } from '../../platform/access/viewer.js';
import { column, type DerivedField, instant, type Shape } from '../../platform/reading/shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import { leadShape } from '../leads/lead.shape.js';
import { colleague } from '../staff/staff.shape.js';
import { canDelete, canUpdate } from './referral.policy.js';
import type { ReferralStatus } from './referral.status.js';

type StateOfReferral = OwnedRow & { status: ReferralStatus };

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, row: StateOfReferral) => boolean): DerivedField => ({
  kind: 'derived',
  columns: { createdById: '{t}.created_by_id', status: '{t}.status' },
  of: (columns, _, viewer) => rule(viewer, columns as unknown as StateOfReferral),
});

export const isOverdue =
  "({t}.direction = 'INBOUND' and {t}.status = 'RECEIVED' and coalesce({t}.acknowledgement_due_at < {now}, false))";

const leadOf = 'select from leads l where l.id = {t}.lead_id';

/**
 * A referral as it is read. Whom it is about shows to who may read that lead, and what is said of the person to who
 * may know it of that lead; a referral about nobody yet hides nothing.
 */
export const referralShape: Shape = {
  noun: 'referral',
  objectType: 'REFERRAL',
  from: 'referrals',
  table: 'referrals',
  present: '{t}.deleted_at is null',
  groups: { referral: 'referral:read', lead: 'lead:read', clinical: 'leadClinical:read' },
  // reading leads alone opens no referral
  reserved: { permission: 'referral:read', when: 'true' },
  own: `({t}.lead_id is null or exists (${leadOf} and (l.assigned_to_id = {viewer} or l.created_by_id = {viewer})))`,
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    createdById: column('{t}.created_by_id', 'referral'),
    createdBy: colleague('{t}.created_by_id', 'referral'),
    direction: column('{t}.direction', 'referral'),
    contactId: column('{t}.contact_id', 'referral'),
    contact: { kind: 'one', shape: contactShape, on: '{n}.id = {t}.contact_id', group: 'referral' },
    leadId: column('{t}.lead_id', 'lead'),
    lead: { kind: 'one', shape: leadShape, on: '{n}.id = {t}.lead_id', group: 'lead' },
    receivedAt: instant('{t}.received_at', 'referral'),
    acknowledgementDueAt: instant('{t}.acknowledgement_due_at', 'referral'),
    isOverdue: column(isOverdue, 'referral'),
    status: column('{t}.status', 'referral'),
    note: { kind: 'sealed', column: 'sealed_details', part: 'note', group: 'clinical' },
    outcome: { kind: 'sealed', column: 'sealed_details', part: 'outcome', group: 'clinical' },
    acknowledgedAt: instant('{t}.acknowledged_at', 'referral'),
    acknowledgedById: column('{t}.acknowledged_by_id', 'referral'),
    acknowledgedBy: colleague('{t}.acknowledged_by_id', 'referral'),
    outcomeSharedAt: instant('{t}.outcome_shared_at', 'referral'),
    outcomeSharedById: column('{t}.outcome_shared_by_id', 'referral'),
    outcomeSharedBy: colleague('{t}.outcome_shared_by_id', 'referral'),
    viewerCanUpdate: allowed(canUpdate),
    viewerCanDelete: allowed(canDelete),
    viewerCanAcknowledge: allowed((viewer, row) => row.status === 'RECEIVED' && canUpdate(viewer, row)),
  },
  sorts: {
    createdAt: { sql: '{t}.created_at', type: 'timestamptz', group: 'referral' },
    updatedAt: { sql: '{t}.updated_at', type: 'timestamptz', group: 'referral' },
    receivedAt: { sql: '{t}.received_at', type: 'timestamptz', group: 'referral' },
    acknowledgementDueAt: {
      sql: "coalesce({t}.acknowledgement_due_at, 'infinity')",
      type: 'timestamptz',
      group: 'referral',
    },
    status: { sql: '{t}.status', type: 'text', group: 'referral' },
    direction: { sql: '{t}.direction', type: 'text', group: 'referral' },
    contact: {
      sql: '(select c.name_key from contacts c where c.id = {t}.contact_id)',
      type: 'text',
      group: 'referral',
    },
  },
};

/** The words that lists of referrals sort by. */
export const referralSortFields = Object.keys(referralShape.sorts);
