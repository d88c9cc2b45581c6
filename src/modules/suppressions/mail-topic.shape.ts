import type { OwnedRow, Viewer } from '../../platform/access/viewer.js';
import { mayOn } from '../../platform/access/viewer.js';
import { column, type DerivedField, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';

/** An answer about this row. */
const allowed = (rule: (viewer: Viewer, row: OwnedRow) => boolean): DerivedField => ({
  kind: 'derived',
  columns: { createdById: '{t}.created_by_id' },
  of: (columns, _, viewer) => rule(viewer, columns as OwnedRow),
});

/** A topic of mail as it is read. */
export const mailTopicShape: Shape = {
  noun: 'mailTopic',
  objectType: 'MAIL_TOPIC',
  isReference: true,
  from: 'mail_topics',
  table: 'mail_topics',
  groups: { mailTopic: 'mailTopic:read' },
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    createdById: column('{t}.created_by_id'),
    createdBy: colleague('{t}.created_by_id'),
    name: column('{t}.name'),
    key: column('{t}.key'),
    description: column('{t}.description'),
    isRetired: column('{t}.is_retired'),
    viewerCanUpdate: allowed((viewer, row) => mayOn(viewer, 'mailTopic:update', row)),
    viewerCanDelete: allowed((viewer, row) => mayOn(viewer, 'mailTopic:delete', row)),
  },
  sorts: {
    name: { sql: '{t}.name_key', type: 'text' },
    createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
  },
};
export const mailTopicSortFields = Object.keys(mailTopicShape.sorts);
