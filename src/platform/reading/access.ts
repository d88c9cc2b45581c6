import type { Scope } from '../access/role-matrix.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { ForbiddenError } from '../errors/errors.js';
import type { Reservation, Shape, Sql } from './shape.js';

/** What a viewer may read of a shape, before any row is looked at. */
export interface Access {
  scopes: Readonly<Record<string, Scope>>;
  /** The widest scope: which rows are visible at all. */
  rows: Scope;
  hasGrants: boolean;
  /** True of each row that is not reserved for others: one condition for each reservation that touches the viewer. */
  unreserved: readonly Sql[];
}

export function accessTo(shape: Shape, viewer: Viewer): Access {
  const scopes: Record<string, Scope> = {};
  const names = Object.keys(shape.groups);
  let rows: Scope = names.length === 0 || shape.isOpen ? 'ALL' : 'NONE';
  for (const name of names) {
    const scope = scopeOf(viewer, shape.groups[name]!);
    scopes[name] = scope;
    if (scope === 'ALL' || (scope === 'OWN' && rows === 'NONE')) rows = scope;
  }
  const hasGrants = shape.grant !== undefined && scopeOf(viewer, shape.grant.permission) !== 'NONE';
  return { scopes, rows, hasGrants, unreserved: [shape.reserved ?? []].flat().flatMap(r => unreserved(r, viewer)) };
}

function unreserved({ permission, when, own }: Reservation, viewer: Viewer): Sql[] {
  const scope = scopeOf(viewer, permission);
  if (scope === 'ALL') return [];
  return [scope === 'OWN' && own ? `((${when}) is not true or ${own})` : `(${when}) is not true`];
}

/** How far the viewer sees a field of this group. */
export const scopeIn = (access: Access, group: string | undefined): Scope =>
  group === undefined ? 'ALL' : (access.scopes[group] ?? 'NONE');

/**
 * Whether asking by fields of these groups narrows the rows to the viewer's own.
 * Throws ForbiddenError when one of the groups is closed to the viewer: an empty list would tell something.
 */
export function isNarrowedBy(access: Access, groups: Iterable<string>): boolean {
  let isNarrowed = false;
  for (const group of groups) {
    const scope = scopeIn(access, group);
    if (scope === 'NONE') throw new ForbiddenError('You may not filter, sort or search by a field you may not see.');
    if (scope === 'OWN') isNarrowed = true;
  }
  return isNarrowed;
}

/** True of the rows the viewer counts as its own for reading; `alias` is the row's. */
export function ownRows(shape: Shape, access: Access): string {
  const own = shape.own ?? 'false';
  return access.hasGrants ? `(${own} or ${shape.grant!.holds})` : own;
}
