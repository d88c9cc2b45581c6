import { mayOn, type OwnedRow, type Viewer } from '../../platform/access/viewer.js';

export const canUpdate = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'emailTemplate:update', row);
export const canDelete = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'emailTemplate:delete', row);
export const canPublish = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'emailTemplate:publish', row);
