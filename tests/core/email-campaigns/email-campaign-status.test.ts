import { describe, expect, test } from '@jest/globals';
import {
  assertStep,
  type EmailCampaignStatus,
  type EmailCampaignStep,
  emailCampaignStatuses,
  emailCampaignSteps,
  isFixed,
} from '../../../src/modules/email-campaigns/email-campaign.status.js';

/** The machine as it was agreed on: which step may be taken from which status. */
const allowed: Record<EmailCampaignStep, EmailCampaignStatus[]> = {
  schedule: ['DRAFT', 'SCHEDULED'],
  send: ['DRAFT', 'SCHEDULED'],
  pause: ['SENDING'],
  resume: ['PAUSED'],
  cancel: ['DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED'],
  hold: ['SCHEDULED', 'SENDING'],
  finish: ['SENDING'],
};
const steps = Object.keys(allowed) as EmailCampaignStep[];

describe('the machine of email campaigns', () => {
  test.each(steps.flatMap(step => emailCampaignStatuses.map(from => [step, from] as const)))(
    '%s from %s',
    (step, from) => {
      const taken = () => assertStep(step, from);
      if (allowed[step].includes(from)) return expect(taken).not.toThrow();
      expect(taken).toThrow(
        expect.objectContaining({
          code: 'INVALID_TRANSITION',
          message: expect.stringMatching(new RegExp(`${from}.*${emailCampaignSteps[step].to}`)),
        }),
      );
    },
  );

  test.each([
    ['DRAFT', false, false, false],
    ['SCHEDULED', false, false, false],
    ['SENDING', true, false, true],
    ['SENT', true, true, true],
    ['PAUSED', false, false, false],
    ['PAUSED', true, false, true],
    ['CANCELLED', true, false, false],
    ['CANCELLED', true, true, true],
  ] as const)('%s, begun: %s, mail sent: %s; is fixed: %s', (status, hasBegun, hasSentMail, fixed) => {
    expect(isFixed(status, hasBegun, hasSentMail)).toBe(fixed);
  });
});
