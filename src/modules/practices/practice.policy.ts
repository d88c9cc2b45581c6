import { scopeOf, type Viewer } from '../../platform/access/viewer.js';

/** Whether the viewer may read the settings; every member of the practice knows its name and time zone. */
export const maySeeSettings = (viewer: Viewer): boolean => scopeOf(viewer, 'practice:read') !== 'NONE';

/** The webhook and form addresses hold keys, so that only who may change the settings sees them. */
export const maySeeAddresses = (viewer: Viewer): boolean => scopeOf(viewer, 'practice:update') !== 'NONE';
