import { ConflictError } from '../../platform/errors/errors.js';
import type { TaskStatus } from './task.vocabulary.js';

/** Statuses of a task that is still to be done. */
export const openStatuses = ['PENDING', 'IN_PROGRESS'] as const satisfies TaskStatus[];

const closings: readonly TaskStatus[] = ['COMPLETED', 'CANCELLED'];

/** The machine; between the open statuses a task goes freely. */
const transitions: Record<TaskStatus, readonly TaskStatus[]> = {
  PENDING: ['IN_PROGRESS', ...closings],
  IN_PROGRESS: ['PENDING', ...closings],
  COMPLETED: ['PENDING'],
  CANCELLED: ['PENDING'],
};

export const isOpen = (status: TaskStatus): boolean => (openStatuses as readonly TaskStatus[]).includes(status);

/** Refuses a change of status that the machine does not know, naming both states. */
export function assertTransition(from: TaskStatus, to: TaskStatus): void {
  if (from === to || transitions[from].includes(to)) return;
  const next = transitions[from].join(' or ');
  throw new ConflictError('INVALID_TRANSITION', `A task can't go from ${from} to ${to}, only to ${next}.`, ['status']);
}

/** Refuses a status that no task may begin with. */
export function assertInitial(status: TaskStatus): void {
  if (isOpen(status)) return;
  throw new ConflictError('INVALID_TRANSITION', `A new task can't begin as ${status}.`, ['status']);
}
