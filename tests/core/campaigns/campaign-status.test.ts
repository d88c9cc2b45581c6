import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { costOfOne, percentOf, progressOf, returnOf } from '../../../src/modules/campaigns/campaign.figures.js';
import {
  assertStep,
  type CampaignStatus,
  type CampaignStep,
  campaignStatuses,
  campaignStepNames,
  campaignSteps,
} from '../../../src/modules/campaigns/campaign.status.js';

/** The machine as it was agreed on: which step may be taken from which status. */
const allowed: Record<CampaignStep, CampaignStatus[]> = {
  schedule: ['DRAFT'],
  activate: ['DRAFT', 'SCHEDULED', 'PAUSED'],
  pause: ['ACTIVE'],
  resume: ['PAUSED'],
  complete: ['ACTIVE', 'PAUSED'],
  cancel: ['DRAFT', 'SCHEDULED', 'ACTIVE', 'PAUSED'],
};

describe('the machine of campaigns', () => {
  test.each(campaignStepNames.flatMap(step => campaignStatuses.map(from => [step, from] as const)))(
    '%s from %s',
    (step, from) => {
      const taken = () => assertStep(step, from);
      if (allowed[step].includes(from)) return expect(taken).not.toThrow();
      expect(taken).toThrow(
        expect.objectContaining({
          code: 'INVALID_TRANSITION',
          message: expect.stringMatching(new RegExp(`${from}.*${campaignSteps[step].to}`)),
        }),
      );
    },
  );
});

describe('figures', () => {
  const count = fc.integer({ min: 0, max: 1_000_000 });
  const amount = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 });

  test('nothing is divided by none, and whole amounts stay whole', () => {
    fc.assert(
      fc.property(amount, count, (spent, leads) => {
        const cost = costOfOne(spent, leads);
        expect(cost === null).toBe(leads === 0);
        if (cost !== null) {
          expect(Number.isInteger(cost)).toBe(true);
          expect(Math.abs(cost * leads - spent)).toBeLessThanOrEqual(leads / 2);
        }
        expect(percentOf(spent, leads) === null).toBe(leads === 0);
      }),
    );
  });

  test('a return is what the conversions are worth less what was spent', () => {
    fc.assert(
      fc.property(count, fc.option(count), amount, (conversions, value, spent) => {
        expect(returnOf(conversions, value, spent)).toBe(value === null ? null : conversions * value - spent);
      }),
    );
  });

  test('a goal is measured by its own count', () => {
    const counts = { recipients: 1, leads: 2, qualifiedLeads: 3, conversions: 4, spentMinor: 5 };
    const goals = (['RECIPIENTS', 'LEADS', 'QUALIFIED_LEADS', 'CONVERSIONS', 'SPENT'] as const).map(metric => ({
      metric,
      target: 10,
    }));
    expect(progressOf(goals, counts).map(goal => [goal.actual, goal.percent])).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
      [5, 50],
    ]);
  });
});
