import { column, instant, type OneField, type Shape, type Sql } from '../../platform/reading/shape.js';

/** A colleague as other rows show them: who works here is known to all who do, the account to who runs it. */
export const colleagueShape: Shape = {
  noun: 'staffMember',
  objectType: 'STAFF_MEMBER',
  isReference: true,
  from: 'staff_members',
  table: 'staff_members',
  groups: { account: 'staff:read' },
  isOpen: true,
  fields: {
    id: column('{t}.id'),
    name: column('{t}.name'),
    email: column('{t}.email'),
    isActive: column('{t}.is_active', 'account'),
    roles: column('{t}.roles', 'account'),
    timeZone: column('{t}.time_zone', 'account'),
    hasSecondFactor: column('{t}.is_second_factor_confirmed', 'account'),
    version: column('{t}.version', 'account'),
    createdAt: instant('{t}.created_at', 'account'),
    updatedAt: instant('{t}.updated_at', 'account'),
  },
  sorts: { name: { sql: '{t}.name', type: 'text' } },
};

/** The colleague whom a row names by this id. */
export const colleague = (id: Sql, group?: string): OneField => ({
  kind: 'one',
  shape: colleagueShape,
  on: `{n}.id = ${id}`,
  group,
});
