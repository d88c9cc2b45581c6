import type { Permission } from '../../platform/access/role-matrix.js';
import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import { type CampaignStatus, type CampaignStep, canStep } from './campaign.status.js';

const may = (viewer: Viewer, permission: Permission): boolean => scopeOf(viewer, permission) === 'ALL';

export const stepPermission = (step: CampaignStep): Permission => `campaign:${step}`;

export const canUpdate = (viewer: Viewer): boolean => may(viewer, 'campaign:update');

export const canDelete = (viewer: Viewer, status: CampaignStatus): boolean =>
  status !== 'ACTIVE' && may(viewer, 'campaign:delete');

/** Whether the viewer may take a step from this status now. */
export const canTake = (viewer: Viewer, step: CampaignStep, status: CampaignStatus): boolean =>
  canStep(step, status) && may(viewer, stepPermission(step));

/**
 * Who may know that somebody is in a segment whose rule asks by protected fields: being in it tells the field.
 * For others such recipients are neither named nor counted, however many: with a list of their own left out of such
 * a segment, or added to it, they could count any few of them by the difference, were it of large figures.
 */
export const sensitiveMembers: Permission = 'leadClinical:read';
export const canKnowSensitiveMembers = (viewer: Viewer): boolean => may(viewer, sensitiveMembers);
