import { scopeOf } from '../../platform/access/viewer.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import { column, type DerivedField, instant, type Shape } from '../../platform/reading/shape.js';

/** What only those who may read the list of staff see of a colleague. */
const ofStaffList = (sql: string): DerivedField => ({
  kind: 'derived',
  columns: { value: sql },
  of: ({ value }, _sealed, viewer) => (scopeOf(viewer, 'staff:read') === 'NONE' ? new ForbiddenError() : value),
});

/** A colleague as other rows show them: who works here is known to all who do. */
export const colleagueShape: Shape = {
  noun: 'staffMember',
  objectType: 'STAFF_MEMBER',
  isReference: true,
  from: 'staff_members',
  table: 'staff_members',
  groups: {},
  fields: {
    id: column('{t}.id'),
    name: column('{t}.name'),
    email: column('{t}.email'),
    isActive: column('{t}.is_active'),
    createdAt: instant('{t}.created_at'),
    version: ofStaffList('{t}.version'),
    updatedAt: ofStaffList('{t}.updated_at'),
    roles: ofStaffList('{t}.roles'),
    timeZone: ofStaffList('{t}.time_zone'),
    hasSecondFactor: ofStaffList('{t}.is_second_factor_confirmed'),
  },
  sorts: { name: { sql: '{t}.name', type: 'text' } },
};
