import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PracticeInStory, useStory } from '../../support/story.js';
import { hookEvent, MailTold } from '../../support/tracking.js';

const story = useStory();
const told = new MailTold(story);

const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36';
const day = Date.now() - 86_400_000;
/** Few enough moments that some are equal, some close, some before the delivery. */
const moment = fc.integer({ min: -30, max: 90 }).map(seconds => new Date(day + seconds * 1_000).toISOString());
const agent = fc.constantFrom(browser, 'Mozilla/5.0', 'GoogleImageProxy', 'python-requests/2', '');

interface Told {
  /** Which of the messages. */
  to: number;
  type: string;
  more: Record<string, unknown>;
}

const kindOf = (type: string, more: fc.Arbitrary<Record<string, unknown>>) =>
  fc.record({ to: fc.nat({ max: 2 }), type: fc.constant(type), more });
const anEvent: fc.Arbitrary<Told> = fc.oneof(
  kindOf('Delivery', fc.record({ DeliveredAt: moment })),
  kindOf(
    'Bounce',
    fc.record({
      ID: fc.nat({ max: 9 }),
      Type: fc.constantFrom('HardBounce', 'SoftBounce', 'AutoResponder', 'Unsubscribe', 'ManuallyDeactivated'),
      BouncedAt: moment,
    }),
  ),
  kindOf('SpamComplaint', fc.record({ ID: fc.nat({ max: 9 }), BouncedAt: moment })),
  kindOf('Open', fc.record({ ReceivedAt: moment, UserAgent: agent })),
  kindOf('Click', fc.record({ ReceivedAt: moment, UserAgent: agent, OriginalLink: fc.constantFrom('a', 'b', 'c') })),
  kindOf(
    'SubscriptionChange',
    fc.record({
      ChangedAt: moment,
      SuppressSending: fc.boolean(),
      SuppressionReason: fc.constantFrom('HardBounce', 'SpamComplaint', 'ManualSuppression'),
      Origin: fc.constantFrom('Recipient', 'Admin'),
    }),
  ),
);

/** By what a provider tells its events apart: no two of them say different things of the same. */
const sameness = ({
  to,
  type,
  more: { ID, UserAgent: _a, SuppressionReason: _r, Origin: _o, ...rest },
}: Told): string => JSON.stringify([to, type, ID ?? rest]);

let practice: PracticeInStory;
beforeAll(async () => {
  ({ practice } = await story.practice());
});

/** The same messages, and the same events in an order and in groups that are applied one after the other. */
async function world(events: readonly Told[], groups: readonly number[]) {
  const sent = await told.mailing(practice, ['ACCEPTED', 'UNKNOWN', 'SENDING'], new Date(day - 5_000));
  const bodies = events.map(({ to, type, more }) => hookEvent(type, sent[to]!, more));
  let from = 0;
  for (const size of [...groups, events.length]) {
    await Promise.all(bodies.slice(from, from + size).map(body => told.hook(practice, body)));
    await told.apply();
    from += size;
  }
  return told.endState(practice, sent);
}

test('any order, any grouping, any of them twice: the same ledger, figures, suppressions, judgements and engagements', async () => {
  const several = fc.uniqueArray(anEvent, { minLength: 2, maxLength: 12, selector: sameness });
  const cases = several.chain(events =>
    fc.record({
      events: fc.constant(events),
      shuffled: fc.shuffledSubarray([...events, ...events.slice(0, 3)], {
        minLength: events.length + Math.min(3, events.length),
      }),
      groups: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ({ events, shuffled, groups }) => {
      expect(await world(shuffled, groups)).toEqual(await world(events, []));
    }),
    { numRuns: 40, interruptAfterTimeLimit: 60_000, endOnFailure: true },
  );
}, 120_000);
