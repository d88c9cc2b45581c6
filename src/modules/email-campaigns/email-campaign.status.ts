import { ConflictError } from '../../platform/errors/errors.js';

export const emailCampaignStatuses = ['DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED', 'SENT', 'CANCELLED'] as const;
export type EmailCampaignStatus = (typeof emailCampaignStatuses)[number];

/**
 * What moves an email campaign: where each step leads, and from where it may be taken. `schedule` again gives another
 * time; `hold` and `finish` are the worker's alone.
 */
export const emailCampaignSteps = {
  schedule: { to: 'SCHEDULED', from: ['DRAFT', 'SCHEDULED'] },
  send: { to: 'SENDING', from: ['DRAFT', 'SCHEDULED'] },
  pause: { to: 'PAUSED', from: ['SENDING'] },
  resume: { to: 'SENDING', from: ['PAUSED'] },
  cancel: { to: 'CANCELLED', from: ['DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED'] },
  hold: { to: 'PAUSED', from: ['SCHEDULED', 'SENDING'] },
  finish: { to: 'SENT', from: ['SENDING'] },
} as const satisfies Record<string, { to: EmailCampaignStatus; from: readonly EmailCampaignStatus[] }>;

export type EmailCampaignStep = keyof typeof emailCampaignSteps;

/** The steps that people take, each with its permission. */
export const personalSteps = ['schedule', 'send', 'pause', 'resume', 'cancel'] as const;
export type PersonalStep = (typeof personalSteps)[number];

/** Whether the step can be taken from this status. */
export const canStep = (step: EmailCampaignStep, from: EmailCampaignStatus): boolean =>
  (emailCampaignSteps[step].from as readonly EmailCampaignStatus[]).includes(from);

/** Refuses a step that the machine does not know, naming both states. @throws ConflictError INVALID_TRANSITION. */
export function assertStep(step: EmailCampaignStep, from: EmailCampaignStatus): void {
  if (canStep(step, from)) return;
  const { to, from: origins } = emailCampaignSteps[step];
  const message = `An email campaign can't go from ${from} to ${to} by this step, only from ${origins.join(' or ')}.`;
  throw new ConflictError('INVALID_TRANSITION', message, ['status']);
}

/** Whether it can no longer be changed or deleted: its sending has begun, or what was cancelled had left in part. */
export function isFixed(status: EmailCampaignStatus, hasBegun: boolean, hasSentMail: boolean): boolean {
  if (status === 'CANCELLED') return hasSentMail;
  return status === 'SENDING' || status === 'SENT' || (status === 'PAUSED' && hasBegun);
}
