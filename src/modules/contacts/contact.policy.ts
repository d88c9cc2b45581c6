import { mayOn, type OwnedRow, type Viewer } from '../../platform/access/viewer.js';

export const canUpdate = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'contact:update', row);

export const canDelete = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'contact:delete', row);
