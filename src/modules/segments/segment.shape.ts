import type { Permission } from '../../platform/access/role-matrix.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import { column, type DerivedField, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';
import { canDelete, canLookInto, canUpdate, type GuardedSegment } from './segment.policy.js';

const guarded = { guards: '{t}.guards', createdById: '{t}.created_by_id' };

/** An answer of the policy about this row. */
const allowed = (rule: (viewer: Viewer, row: GuardedSegment) => boolean): DerivedField => ({
  kind: 'derived',
  columns: guarded,
  of: (columns, _, viewer) => rule(viewer, columns as unknown as GuardedSegment),
});

/** What only those see who may see whom the segment holds. */
const inside = (column: string, sealed?: string): DerivedField => ({
  kind: 'derived',
  columns: { guards: '{t}.guards', [column]: `{t}.${column}` },
  sealed,
  of: ({ guards, [column]: value }, opened, viewer) =>
    canLookInto(viewer, { guards: guards as Permission[] })
      ? (opened ?? value)
      : new ForbiddenError('You may not see what this segment is made of.'),
});

/** A segment as it is read; whom it holds is counted and listed beside it. */
export const segmentShape: Shape = {
  noun: 'segment',
  objectType: 'SEGMENT',
  from: 'segments',
  table: 'segments',
  present: '{t}.deleted_at is null',
  own: '{t}.created_by_id = {viewer}',
  groups: { segment: 'segment:read' },
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    createdById: column('{t}.created_by_id'),
    createdBy: colleague('{t}.created_by_id'),
    name: column('{t}.name'),
    description: column('{t}.description'),
    appliesTo: column('{t}.applies_to'),
    kind: column('{t}.kind'),
    isSensitive: column('{t}.is_sensitive'),
    rule: inside('rule', 'sealed_rule'),
    fields: inside('fields'),
    viewerCanUpdate: allowed(canUpdate),
    viewerCanDelete: allowed(canDelete),
    viewerCanLookInto: allowed(canLookInto),
  },
  sorts: {
    createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
    updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
    name: { sql: '{t}.name_key', type: 'text' },
    kind: { sql: '{t}.kind', type: 'text' },
  },
};

/** The words that lists of segments sort by. */
export const segmentSortFields = Object.keys(segmentShape.sorts);
