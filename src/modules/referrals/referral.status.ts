import { ConflictError } from '../../platform/errors/errors.js';

export const referralStatuses = ['RECEIVED', 'ACKNOWLEDGED', 'SCHEDULED', 'CLOSED', 'DECLINED'] as const;
export type ReferralStatus = (typeof referralStatuses)[number];

/** The machine: nothing goes on before it is acknowledged, and what ended can be taken up again. */
const transitions: Record<ReferralStatus, readonly ReferralStatus[]> = {
  RECEIVED: ['ACKNOWLEDGED', 'DECLINED'],
  ACKNOWLEDGED: ['SCHEDULED', 'CLOSED', 'DECLINED'],
  SCHEDULED: ['ACKNOWLEDGED', 'CLOSED', 'DECLINED'],
  CLOSED: ['ACKNOWLEDGED'],
  DECLINED: ['ACKNOWLEDGED'],
};

const refused = (message: string) => new ConflictError('INVALID_TRANSITION', message, ['status']);

/** Refuses a change of status that the machine does not know, naming both states. */
export function assertTransition(from: ReferralStatus, to: ReferralStatus): void {
  if (from === to || transitions[from].includes(to)) return;
  const next = transitions[from].join(' or ');
  throw refused(`A referral can't go from ${from} to ${to}, only to ${next}.`);
}

/** Refuses to acknowledge what has gone on or ended; what is acknowledged already stays so. */
export function assertAcknowledgeable(from: ReferralStatus): void {
  if (from === 'RECEIVED' || from === 'ACKNOWLEDGED') return;
  throw refused(`A referral that is ${from} can't be acknowledged; only one that is RECEIVED becomes ACKNOWLEDGED.`);
}

/** Refuses a status that no referral may begin with. */
export function assertInitial(status: ReferralStatus): void {
  if (status === 'CLOSED' || status === 'DECLINED') throw refused(`A new referral can't begin as ${status}.`);
}
