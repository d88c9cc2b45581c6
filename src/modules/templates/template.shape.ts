import type { OwnedRow, Viewer } from '../../platform/access/viewer.js';
import { column, type DerivedField, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';
import { canDelete, canPublish, canUpdate } from './template.policy.js';

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, row: OwnedRow) => boolean): DerivedField => ({
  kind: 'derived',
  columns: { createdById: '{t}.created_by_id' },
  of: (columns, _, viewer) => rule(viewer, columns as unknown as OwnedRow),
});

/** What was published of a template, as it is sent. */
export const templateVersionShape: Shape = {
  noun: 'emailTemplateVersion',
  objectType: 'EMAIL_TEMPLATE_VERSION',
  from: 'email_template_versions',
  table: 'email_template_versions',
  groups: { emailTemplate: 'emailTemplate:read' },
  fields: {
    id: column('{t}.id'),
    number: column('{t}.number'),
    publishedAt: instant('{t}.published_at'),
    publishedById: column('{t}.published_by_id'),
    publishedBy: colleague('{t}.published_by_id'),
    subject: column('{t}.subject'),
    preheader: column('{t}.preheader'),
    html: column('{t}.html'),
    text: column('{t}.text'),
    variables: column('{t}.variables'),
  },
  sorts: { number: { sql: '{t}.number', type: 'int' } },
};

const published =
  '(select v.published_at from email_template_versions v where v.template_id = {t}.id and v.number = {t}.published_number)';

/** A template as it is read: its draft, and what was published of it. */
export const templateShape: Shape = {
  noun: 'emailTemplate',
  objectType: 'EMAIL_TEMPLATE',
  from: 'email_templates',
  table: 'email_templates',
  present: '{t}.deleted_at is null',
  own: '{t}.created_by_id = {viewer}',
  groups: { emailTemplate: 'emailTemplate:read' },
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    createdById: column('{t}.created_by_id'),
    createdBy: colleague('{t}.created_by_id'),
    name: column('{t}.name'),
    purpose: column('{t}.purpose'),
    subject: column('{t}.subject'),
    preheader: column('{t}.preheader'),
    html: column('{t}.html'),
    mjml: column('{t}.mjml'),
    text: column('{t}.text'),
    variables: column('{t}.variables'),
    publishedNumber: column('{t}.published_number'),
    publishedAt: instant(published),
    hasUnpublishedChanges: column(`({t}.updated_at > ${published}) is not false`),
    versions: {
      kind: 'many',
      shape: templateVersionShape,
      on: '{n}.practice_id = {t}.practice_id and {n}.template_id = {t}.id',
      sort: [{ field: 'number', direction: 'DESC' }],
    },
    viewerCanUpdate: allowed(canUpdate),
    viewerCanDelete: allowed(canDelete),
    viewerCanPublish: allowed(canPublish),
  },
  sorts: {
    createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
    updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
    name: { sql: '{t}.name_key', type: 'text' },
    purpose: { sql: '{t}.purpose', type: 'text' },
  },
};

/** The words that lists of templates sort by. */
export const templateSortFields = Object.keys(templateShape.sorts);
