import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Counts,
  figuresOf,
  hiddenFigures,
  shownFigures,
} from '../../../src/modules/email-campaigns/email-campaign.figures.js';

const states = ['pending', 'claimed', 'sending', 'accepted', 'rejected', 'suppressed', 'cancelled', 'unknown'] as const;
const count = (max: number) => fc.integer({ min: 0, max });

/** Counts as a ledger can have them: the states add up, and what came of a message came of one that was taken. */
const counts: fc.Arbitrary<Counts> = fc
  .array(count(40), { minLength: states.length, maxLength: states.length })
  .chain(values => {
    const state = Object.fromEntries(states.map((name, at) => [name, values[at]!])) as Record<string, number>;
    const part = count(state.accepted!);
    const came = ['delivered', 'bounced', 'softBounced', 'complained', 'unsubscribed'];
    const engaged = ['opens', 'clicks'].flatMap(name =>
      ['Total', 'Unique', 'Human', 'Scanner'].map(kind => name + kind),
    );
    return fc
      .record(Object.fromEntries([...came, ...engaged].map(name => [name, part])))
      .map(rest => ({ ...state, ...rest, recipients: values.reduce((sum, one) => sum + one, 0) }) as unknown as Counts);
  });

test('rates are shares of what they are about, and none of nothing', () => {
  fc.assert(
    fc.property(counts, given => {
      const { rates } = figuresOf(given);
      const share = (part: number, whole: number) => (whole === 0 ? null : expect.closeTo(part / whole, 3));
      expect(rates).toMatchObject({
        delivered: share(given.delivered, given.accepted),
        bounced: share(given.bounced, given.accepted),
        unsubscribed: share(given.unsubscribed, given.delivered),
        humanClicks: share(given.clicksHuman, given.delivered),
      });
    }),
  );
});

test('what is shown of a hidden audience is no small count, and lets none be worked out', () => {
  fc.assert(
    fc.property(counts, given => {
      const shown = shownFigures(figuresOf(given), true);
      const parts = states.map(name => shown[name]);
      for (const value of parts) if (value !== null) expect(value === 0 || value >= 11).toBe(true);
      const hiddenParts = parts.filter(value => value === null).length;
      if (shown.recipients !== null) expect(hiddenParts).not.toBe(1);
      for (const name of ['delivered', 'bounced', 'complained', 'unsubscribed'] as const) {
        const value = shown[name];
        if (value !== null) expect(value === 0 || value >= 11).toBe(true);
      }
    }),
  );
});

test('of an audience that is not one whole segment nothing is shown', () => {
  fc.assert(fc.property(counts, given => expect(shownFigures(figuresOf(given), false)).toEqual(hiddenFigures)));
});
