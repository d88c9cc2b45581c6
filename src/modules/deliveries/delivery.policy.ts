import type { Permission } from '../../platform/access/role-matrix.js';
import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import type { DeliveryState } from './delivery.vocabulary.js';

const may = (viewer: Viewer, permission: Permission): boolean => scopeOf(viewer, permission) === 'ALL';

/** Who may know that somebody is in an audience by a segment that asks by protected fields: it tells the field. */
export const sensitiveDeliveries: Permission = 'leadClinical:read';

/** Whether the viewer may see a delivery at all. */
export const canSee = (viewer: Viewer, { isSensitive }: { isSensitive: boolean }): boolean =>
  may(viewer, 'delivery:read') && (!isSensitive || may(viewer, sensitiveDeliveries));

/** Whether the viewer may say now what became of a delivery. */
export const canResolve = (viewer: Viewer, state: DeliveryState): boolean =>
  state === 'UNKNOWN' && may(viewer, 'delivery:resolve');
