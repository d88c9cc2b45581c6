import { mayOn, type OwnedRow, type Viewer } from '../../platform/access/viewer.js';
import { isOpen } from './task.status.js';
import type { TaskStatus } from './task.vocabulary.js';

/** What the policy looks at: whose the task is, as its assignee or its maker, and how far it has come. */
export type StateOfTask = OwnedRow & { status: TaskStatus };

export const canSee = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'task:read', row);

export const canUpdate = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'task:update', row);

export const canDelete = (viewer: Viewer, row: OwnedRow): boolean => mayOn(viewer, 'task:delete', row);

export const canComplete = (viewer: Viewer, row: StateOfTask): boolean => isOpen(row.status) && canUpdate(viewer, row);

export const canReopen = (viewer: Viewer, row: StateOfTask): boolean => !isOpen(row.status) && canUpdate(viewer, row);
