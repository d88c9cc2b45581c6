import type { Goal, GoalMetric } from './campaign.vocabulary.js';

/** What is counted of a campaign; money in minor units of its currency. */
export interface CampaignCounts {
  /** Null for a viewer who may not count them. */
  recipients: number | null;
  leads: number;
  qualifiedLeads: number;
  conversions: number;
  spentMinor: number;
}

/** A part of a whole in percent, to one decimal; null of nothing. */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1000) / 10;

/** What one of so many cost, in whole minor units; null of none. */
export const costOfOne = (spentMinor: number, count: number): number | null =>
  count === 0 ? null : Math.round(spentMinor / count);

/** What the conversions are worth beyond what was spent; null where no worth was set. */
export const returnOf = (conversions: number, valueMinor: number | null, spentMinor: number): number | null =>
  valueMinor === null ? null : conversions * valueMinor - spentMinor;

const actuals: Record<GoalMetric, keyof CampaignCounts> = {
  RECIPIENTS: 'recipients',
  LEADS: 'leads',
  QUALIFIED_LEADS: 'qualifiedLeads',
  CONVERSIONS: 'conversions',
  SPENT: 'spentMinor',
};

/** Each goal with how far it is reached. */
export const progressOf = (goals: readonly Goal[], counts: CampaignCounts) =>
  goals.map(({ metric, target }) => {
    const actual = counts[actuals[metric]];
    return { metric, target, actual, percent: actual === null ? null : percentOf(actual, target) };
  });
