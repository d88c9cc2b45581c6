import type { Permission } from '../../platform/access/role-matrix.js';
import { mayOn, type OwnedRow, scopeOf, type Viewer } from '../../platform/access/viewer.js';

/** What the policy looks at in a segment. */
export interface GuardedSegment extends OwnedRow {
  guards: readonly Permission[];
}

/**
 * Whether the viewer may see what a segment is made of: its rule, its members and why one is in. Others may use it
 * by its name. What is read of own people only is not enough, as a segment holds the whole practice's.
 */
export const canLookInto = (viewer: Viewer, { guards }: Pick<GuardedSegment, 'guards'>): boolean =>
  guards.every(permission => scopeOf(viewer, permission) === 'ALL');

/** Whether a rule behind these guards may be tried, be it on the viewer's own people only. */
export const canAskBy = (viewer: Viewer, guards: readonly Permission[]): boolean =>
  guards.every(permission => scopeOf(viewer, permission) !== 'NONE');

export const canUpdate = (viewer: Viewer, segment: GuardedSegment): boolean =>
  mayOn(viewer, 'segment:update', segment) && canLookInto(viewer, segment);

export const canDelete = (viewer: Viewer, segment: GuardedSegment): boolean => mayOn(viewer, 'segment:delete', segment);
