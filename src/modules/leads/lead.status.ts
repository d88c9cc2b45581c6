import { ConflictError } from '../../platform/errors/errors.js';

export const leadStatuses = ['NEW', 'CONTACTED', 'QUALIFIED', 'UNQUALIFIED', 'CONVERTED', 'LOST'] as const;
export type LeadStatus = (typeof leadStatuses)[number];

/** Statuses of a lead that is still being worked on. */
export const openStatuses = ['NEW', 'CONTACTED', 'QUALIFIED'] as const satisfies LeadStatus[];

const closings: readonly LeadStatus[] = ['UNQUALIFIED', 'LOST'];

/** The machine; CONVERTED is entered by conversion alone, so no list names it. */
const transitions: Record<LeadStatus, readonly LeadStatus[]> = {
  NEW: ['CONTACTED', ...closings],
  CONTACTED: ['QUALIFIED', ...closings],
  QUALIFIED: closings,
  UNQUALIFIED: ['CONTACTED'],
  LOST: ['CONTACTED'],
  CONVERTED: [],
};

export const isOpen = (status: LeadStatus): boolean => (openStatuses as readonly LeadStatus[]).includes(status);

/** Whether the status says that the lead was given up, which needs a reason. */
export const isClosed = (status: LeadStatus): boolean => closings.includes(status);

/** Refuses a change of status that the machine does not know, naming both states. */
export function assertTransition(from: LeadStatus, to: LeadStatus): void {
  if (from === to || transitions[from].includes(to)) return;
  if (from === 'CONVERTED') {
    throw new ConflictError('LEAD_CONVERTED', `A converted lead stays CONVERTED; it can't become ${to}.`, ['status']);
  }
  const next = transitions[from].join(' or ');
  throw new ConflictError('INVALID_TRANSITION', `A lead can't go from ${from} to ${to}, only to ${next}.`, ['status']);
}

/** Refuses a status that no lead may begin with. */
export function assertInitial(status: LeadStatus): void {
  if (isOpen(status)) return;
  throw new ConflictError('INVALID_TRANSITION', `A new lead can't begin as ${status}.`, ['status']);
}
