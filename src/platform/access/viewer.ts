import { ForbiddenError, UnauthenticatedError } from '../errors/errors.js';
import { grants, type Permission, type Scope } from './role-matrix.js';
import type { Role } from './roles.js';

/** Who is asking. `SYSTEM` is the practice itself at work: jobs, the capture form, the command line. */
export interface Viewer {
  readonly kind: 'STAFF' | 'API_KEY' | 'SYSTEM';
  readonly id: string;
  readonly practiceId: string;
  readonly roles: readonly Role[];
  /** Only for API keys: what the key may do, instead of roles. */
  readonly permissions?: readonly Permission[];
  readonly sessionId?: string;
  readonly deviceId?: string;
}

const reach: Record<Scope, number> = { NONE: 0, OWN: 1, ALL: 2 };

/** The widest scope that the viewer's roles, or its key, give to a permission. */
export function scopeOf(viewer: Viewer, permission: Permission): Scope {
  if (viewer.kind === 'SYSTEM') return 'ALL';
  if (viewer.kind === 'API_KEY') return viewer.permissions?.includes(permission) ? 'ALL' : 'NONE';
  let widest: Scope = 'NONE';
  for (const role of viewer.roles) {
    const scope = grants[role].get(permission) ?? 'NONE';
    if (reach[scope] > reach[widest]) widest = scope;
  }
  return widest;
}

export function assertMay(viewer: Viewer | null, permission: Permission): asserts viewer is Viewer {
  if (!viewer) throw new UnauthenticatedError();
  if (scopeOf(viewer, permission) === 'NONE') throw new ForbiddenError();
}

/** A row that can be someone's own. */
export interface OwnedRow {
  assignedToId?: string | null;
  createdById?: string | null;
}

/** Whether the permission reaches this row; the row is known to be of the viewer's practice. */
export function mayOn(viewer: Viewer, permission: Permission, row: OwnedRow): boolean {
  const scope = scopeOf(viewer, permission);
  return scope === 'ALL' || (scope === 'OWN' && (row.assignedToId === viewer.id || row.createdById === viewer.id));
}

export function assertMayOn(viewer: Viewer, permission: Permission, row: OwnedRow): void {
  if (!mayOn(viewer, permission, row)) throw new ForbiddenError();
}
