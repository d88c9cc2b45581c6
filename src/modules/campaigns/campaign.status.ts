import { ConflictError } from '../../platform/errors/errors.js';

export const campaignStatuses = ['DRAFT', 'SCHEDULED', 'ACTIVE', 'PAUSED', 'COMPLETED', 'CANCELLED'] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];

/** What moves a campaign: where each step leads, and from where it may be taken. */
export const campaignSteps = {
  schedule: { to: 'SCHEDULED', from: ['DRAFT'] },
  activate: { to: 'ACTIVE', from: ['DRAFT', 'SCHEDULED', 'PAUSED'] },
  pause: { to: 'PAUSED', from: ['ACTIVE'] },
  resume: { to: 'ACTIVE', from: ['PAUSED'] },
  complete: { to: 'COMPLETED', from: ['ACTIVE', 'PAUSED'] },
  cancel: { to: 'CANCELLED', from: ['DRAFT', 'SCHEDULED', 'ACTIVE', 'PAUSED'] },
} as const satisfies Record<string, { to: CampaignStatus; from: readonly CampaignStatus[] }>;

export type CampaignStep = keyof typeof campaignSteps;
export const campaignStepNames = Object.keys(campaignSteps) as CampaignStep[];

/** Whether the step can be taken from this status. */
export const canStep = (step: CampaignStep, from: CampaignStatus): boolean =>
  (campaignSteps[step].from as readonly CampaignStatus[]).includes(from);

/** Refuses a step that the machine does not know, naming both states. */
export function assertStep(step: CampaignStep, from: CampaignStatus): void {
  if (canStep(step, from)) return;
  const { to, from: origins } = campaignSteps[step];
  const message = `A campaign can't go from ${from} to ${to} by this step, only from ${origins.join(' or ')}.`;
  throw new ConflictError('INVALID_TRANSITION', message, ['status']);
}

/** Whether the campaign is over, so that nobody can be added to it any more. */
export const isOver = (status: CampaignStatus): boolean => status === 'COMPLETED' || status === 'CANCELLED';

/** Whether the campaign has begun at some time, so that its start is past. */
export const hasBegun = (status: CampaignStatus): boolean => status !== 'DRAFT' && status !== 'SCHEDULED';
