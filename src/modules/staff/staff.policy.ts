import { grants, type Permission, type Scope } from '../../platform/access/role-matrix.js';
import type { Role } from '../../platform/access/roles.js';
import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import { ForbiddenError } from '../../platform/errors/errors.js';

const reach: Record<Scope, number> = { NONE: 0, OWN: 1, ALL: 2 };

/** An owner may give any role; anyone else who keeps staff gives no right that they don't hold themselves. */
export function mayGrantRoles(viewer: Viewer, roles: readonly Role[]): boolean {
  if (viewer.kind === 'SYSTEM' || viewer.roles.includes('OWNER')) return true;
  return roles.every(role =>
    [...grants[role]].every(([permission, scope]) => reach[scopeOf(viewer, permission)] >= reach[scope]),
  );
}

/** Also asked of an account's present roles: who could reset an owner's password would be one. */
export function assertMayGrantRoles(viewer: Viewer, roles: readonly Role[]): void {
  if (!mayGrantRoles(viewer, roles)) throw new ForbiddenError('You may not give rights that you do not have.');
}

/** A key reaches every row, so that its maker's own right must do so too. */
export function assertMayGrantPermissions(viewer: Viewer, permissions: readonly Permission[]): void {
  if (permissions.some(permission => scopeOf(viewer, permission) !== 'ALL')) {
    throw new ForbiddenError('You may not give a key more than you may do yourself.');
  }
}

/** One's own session, or anyone's for those who keep staff. */
export const mayEndSession = (viewer: Viewer, session: { staffId: string }): boolean =>
  session.staffId === viewer.id || scopeOf(viewer, 'staff:update') === 'ALL';
