import type { OwnedRow, Viewer } from '../../platform/access/viewer.js';
import { lastText } from '../../platform/reading/order.js';
import { column, type DerivedField, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { canDelete, canUpdate } from './organization.policy.js';

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, row: OwnedRow) => boolean): DerivedField => ({
  kind: 'derived',
  columns: { createdById: '{t}.created_by_id' },
  of: (columns, _, viewer) => rule(viewer, columns as OwnedRow),
});

/** An organization as it is read. */
export const organizationShape: Shape = {
  noun: 'organization',
  objectType: 'ORGANIZATION',
  from: 'organizations',
  table: 'organizations',
  present: '{t}.deleted_at is null',
  own: '{t}.created_by_id = {viewer}',
  groups: { organization: 'organization:read' },
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    createdById: column('{t}.created_by_id'),
    createdBy: colleague('{t}.created_by_id'),
    name: column('{t}.name'),
    kind: column('{t}.kind'),
    phone: column('{t}.phone'),
    website: column('{t}.website'),
    address: column('{t}.address'),
    tasks: {
      kind: 'many',
      shape: taskShape,
      on: "{n}.related_type = 'ORGANIZATION' and {n}.related_id = {t}.id",
      sort: [{ field: 'dueAt', direction: 'ASC' }],
    },
    viewerCanUpdate: allowed(canUpdate),
    viewerCanDelete: allowed(canDelete),
  },
  sorts: {
    createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
    updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
    name: { sql: '{t}.name_key', type: 'text' },
    kind: { sql: `coalesce(lower({t}.kind), ${lastText})`, type: 'text' },
  },
};

/** The words that lists of organizations sort by. */
export const organizationSortFields = Object.keys(organizationShape.sorts);
