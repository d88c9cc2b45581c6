import { mayOn, type OwnedRow, scopeOf, type Viewer } from '../../platform/access/viewer.js';
import { ForbiddenError } from '../../platform/errors/errors.js';

export const canUpdate = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'referral:update', row);

export const canDelete = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'referral:delete', row);

/** Refuses changes of what may tell of somebody's health to viewers who may not know it of every lead. */
export function assertMayTell(viewer: Viewer, input: { note?: unknown; outcome?: unknown }): void {
  const isTold = input.note !== undefined || input.outcome !== undefined;
  if (isTold && scopeOf(viewer, 'leadClinical:update') !== 'ALL') throw new ForbiddenError();
}
