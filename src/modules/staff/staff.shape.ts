import { column, instant, type Shape } from '../../platform/reading/shape.js';

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
  },
  sorts: { name: { sql: '{t}.name', type: 'text' } },
};
