import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { Child } from '../support/child.js';
import { testEnvironment } from '../support/settings.js';
import { type PracticeInStory, useStory } from '../support/story.js';
import { hookEvent, knownHook, MailTold, type Sent } from '../support/tracking.js';
import { until } from '../support/until.js';

/** How often the receiver and one who applies are killed; the long run sets 20. */
const rounds = Number(process.env.KILL_ROUNDS ?? 3);
const messages = 20 + rounds * 10;
const story = useStory();
const told = new MailTold(story);
const children = new Set<Child>();

afterEach(async () => {
  for (const child of children) await child.kill();
  children.clear();
});

async function start(kind: 'api' | 'worker', port?: string): Promise<Child> {
  const child = await Child.start(kind, testEnvironment(story.database.adminUrl), port);
  children.add(child);
  return child;
}

const day = Date.now() - 86_400_000;
const at = (minutes: number) => new Date(day + minutes * 60_000).toISOString();
const browser = { UserAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' };

/** What befalls one message after another. */
const fates: ((sent: Sent, n: number) => unknown[])[] = [
  (sent, n) => [
    hookEvent('Open', sent, { ReceivedAt: at(n + 5), ...browser }),
    hookEvent('Click', sent, { ReceivedAt: at(n + 6), OriginalLink: 'a', ...browser }),
    hookEvent('Click', sent, { ReceivedAt: at(n + 9), OriginalLink: 'b', ...browser }),
  ],
  (sent, n) => ['a', 'b', 'c'].map(link => hookEvent('Click', sent, { ReceivedAt: at(n + 2), OriginalLink: link })),
  (sent, n) => [hookEvent('Bounce', sent, { ID: 1, Type: 'HardBounce', BouncedAt: at(n + 1) })],
  (sent, n) => [hookEvent('Bounce', sent, { ID: 1, Type: 'SoftBounce', BouncedAt: at(n + 1) })],
  (sent, n) => [hookEvent('SpamComplaint', sent, { ID: 1, BouncedAt: at(n + 9) })],
  (sent, n) =>
    [true, false, true].map((isSuppressed, step) =>
      hookEvent('SubscriptionChange', sent, {
        ...{ ChangedAt: at(n + step), SuppressSending: isSuppressed },
        ...{ SuppressionReason: 'HardBounce', Origin: 'Recipient' },
      }),
    ),
];

const eventsOf = (sent: readonly Sent[]): unknown[] =>
  sent.flatMap((one, n) => [hookEvent('Delivery', one, { DeliveredAt: at(n) }), ...fates[n % fates.length]!(one, n)]);

const mailing = (practice: PracticeInStory) =>
  told.mailing(
    practice,
    Array.from({ length: messages }, (_, n) => (n % 7 === 0 ? 'UNKNOWN' : 'ACCEPTED')),
    new Date(day - 3_600_000),
  );

/** A tenth of them twice, in no order. */
const shuffled = (events: readonly unknown[]) =>
  [...events, ...events.filter((_, n) => n % 10 === 0)]
    .map(event => ({ event, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);

/** Whoever has an event brings it until it is taken, as the provider does. */
async function bring(url: string, event: unknown): Promise<void> {
  const call = { method: 'POST', headers: { ...knownHook, 'content-type': 'application/json' }, body: '' };
  call.body = JSON.stringify(event);
  for (;;) {
    const isTaken = await fetch(url, call).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isTaken) return;
    await pause(20);
  }
}

test(
  `receiver and workers killed ${rounds} times: what came back comes to the same end as without`,
  async () => {
    const clean = await story.practice();
    const cleanly = await mailing(clean.practice);
    await told.tell(clean.practice, ...eventsOf(cleanly));
    const { practice } = await story.practice();
    const sent = await mailing(practice);
    const events = shuffled(eventsOf(sent));
    let [api, ...workers] = await Promise.all([start('api'), start('worker'), start('worker')]);
    const url = `${api.url}/hooks/postmark/${await told.key(practice)}`;
    let taken = 0;
    const waiting = events.values();
    const bringing = Array.from({ length: 3 }, async () => {
      for (const event of waiting) {
        await bring(url, event);
        taken++;
        await pause(10);
      }
    });
    for (let round = 1; round <= rounds; round++) {
      const goal = (events.length * round) / (rounds + 1);
      await until('some more are taken', async () => taken >= goal);
      await Promise.all([api.kill(), workers[round % 2]!.kill()]);
      api = await start('api', new URL(url).port);
      workers[round % 2] = await start('worker');
    }
    await Promise.all(bringing);
    const left = 'select 1 from mail_events where practice_id = $1 and applied_at is null';
    await until('all is applied', async () => (await story.database.query(left, [practice.id])).length === 0);
    expect(taken).toBe(events.length);
    expect(await told.endState(practice, sent)).toEqual(await told.endState(clean.practice, cleanly));
  },
  60_000 + rounds * 20_000,
);
