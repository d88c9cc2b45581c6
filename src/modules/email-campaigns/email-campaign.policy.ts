import type { Permission } from '../../platform/access/role-matrix.js';
import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import { canStep, type EmailCampaignStatus, isFixed, type PersonalStep } from './email-campaign.status.js';

const may = (viewer: Viewer, permission: Permission): boolean => scopeOf(viewer, permission) === 'ALL';

/** What a row says of how far it is. */
export interface Progress {
  status: EmailCampaignStatus;
  hasBegun: boolean;
  hasSentMail: boolean;
}

export const stepPermission = (step: PersonalStep): Permission => `emailCampaign:${step}`;

const isOpen = ({ status, hasBegun, hasSentMail }: Progress): boolean => !isFixed(status, hasBegun, hasSentMail);

export const canUpdate = (viewer: Viewer, row: Progress): boolean => isOpen(row) && may(viewer, 'emailCampaign:update');

export const canDelete = (viewer: Viewer, row: Progress): boolean => isOpen(row) && may(viewer, 'emailCampaign:delete');

export const canArchive = (viewer: Viewer, { status }: Progress): boolean =>
  isOver(status) && may(viewer, 'emailCampaign:update');

export const canTest = (viewer: Viewer): boolean => may(viewer, 'emailCampaign:test');

/** Whether the viewer may take a step from this status now. */
export const canTake = (viewer: Viewer, step: PersonalStep, { status }: Progress): boolean =>
  canStep(step, status) && may(viewer, stepPermission(step));

/** Whether nothing happens to it any more. */
export const isOver = (status: EmailCampaignStatus): boolean => status === 'SENT' || status === 'CANCELLED';
