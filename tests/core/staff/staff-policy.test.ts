import { describe, expect, test } from '@jest/globals';
import { assertMayGrantPermissions, mayEndSession, mayGrantRoles } from '../../../src/modules/staff/staff.policy.js';
import { type Permission, permissions } from '../../../src/platform/access/role-matrix.js';
import { type Role, roles } from '../../../src/platform/access/roles.js';
import { scopeOf, type Viewer } from '../../../src/platform/access/viewer.js';

const staff = (...held: Role[]): Viewer => ({ kind: 'STAFF', id: 'me', practiceId: 'p', roles: held });
const key = (...held: Permission[]): Viewer => ({
  kind: 'API_KEY',
  id: 'k',
  practiceId: 'p',
  roles: [],
  permissions: held,
});

describe('giving roles', () => {
  test.each(roles)('an owner may give %s', role => expect(mayGrantRoles(staff('OWNER'), [role])).toBe(true));

  test.each(roles.filter(role => role !== 'OWNER'))('%s may not give OWNER', role =>
    expect(mayGrantRoles(staff(role), ['OWNER'])).toBe(false),
  );

  test('a key gives only roles that lie within its permissions', () => {
    const auditorRights = permissions.filter(permission => scopeOf(staff('AUDITOR'), permission) !== 'NONE');
    expect(mayGrantRoles(key('staff:create', ...auditorRights), ['AUDITOR'])).toBe(true);
    expect(mayGrantRoles(key('staff:create', ...auditorRights), ['AUDITOR', 'INTAKE'])).toBe(false);
    expect(mayGrantRoles(key('staff:create'), ['MARKETING'])).toBe(false);
  });
});

describe('giving permissions to a key', () => {
  test.each(permissions)('%s: only who has it for every row', permission => {
    for (const role of roles) {
      const giving = () => assertMayGrantPermissions(staff(role), [permission]);
      if (scopeOf(staff(role), permission) === 'ALL') expect(giving).not.toThrow();
      else expect(giving).toThrow('more than you may do yourself');
    }
  });
});

describe('ending a session', () => {
  test.each([
    [staff('MARKETING'), 'me', true],
    [staff('MARKETING'), 'someone', false],
    [staff('AUDITOR'), 'someone', false],
    [staff('OWNER'), 'someone', true],
    [key('session:read'), 'someone', false],
  ])('%j of %s: %s', (viewer, staffId, may) => expect(mayEndSession(viewer, { staffId })).toBe(may));
});
