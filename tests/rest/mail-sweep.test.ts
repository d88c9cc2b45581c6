import { expect, test } from '@jest/globals';
import { MailEventIntake } from '../../src/modules/tracking/tracking.intake.js';
import { MailSweep } from '../../src/modules/tracking/tracking.sweep.js';
import type { Mailer, ProviderBounce, ProviderSuppression } from '../../src/platform/mail/mailer.js';
import { useStory } from '../support/story.js';
import { ago, hookEvent, MailTold, type Sent } from '../support/tracking.js';

const story = useStory();
const told = new MailTold(story);

/** A provider that answers these lists. */
const sweepOf = (listed: ProviderSuppression[], bounces: ProviderBounce[] = []) => {
  const mailer = {
    suppressions: async (stream: string) => (stream === 'broadcast' ? listed : []),
    bounces: async (since: Date) => bounces.filter(({ at }) => at >= since),
  } as unknown as Mailer;
  return new MailSweep(story.services.ground, mailer, new MailEventIntake(story.services.ground));
};
const swept = async (...lists: Parameters<typeof sweepOf>) => {
  const found = await sweepOf(...lists).run();
  await told.apply();
  return found;
};
const events = (practice: { id: string }) =>
  story.database.query('select 1 from mail_events where practice_id = $1', [practice.id]);

test('what an outage of the webhooks lost comes to the same end by the lists, once', async () => {
  const { practice: heard } = await story.practice();
  const { practice: missed } = await story.practice();
  const worlds = [];
  for (const practice of [heard, missed]) {
    const emailCampaignId = await told.campaign(practice);
    const sent: Sent[] = [];
    for (let at = 0; at < 4; at++)
      sent.push(await told.sent(practice, { emailCampaignId, email: `p${at}@example.test` }));
    worlds.push(sent as [Sent, Sent, Sent, Sent]);
  }
  const [own, lost] = worlds as [[Sent, Sent, Sent, Sent], [Sent, Sent, Sent, Sent]];
  const at = ago(600);
  const word = { ChangedAt: at, SuppressSending: true };
  await told.tell(
    heard,
    hookEvent('Bounce', own[0], { ID: 1, Type: 'HardBounce', BouncedAt: at }),
    hookEvent('SpamComplaint', own[1], { ID: 2, BouncedAt: at }),
    hookEvent('SubscriptionChange', own[2], { ...word, SuppressionReason: 'ManualSuppression', Origin: 'Recipient' }),
    hookEvent('SubscriptionChange', own[3], { ...word, SuppressionReason: 'ManualSuppression', Origin: 'Customer' }),
  );
  const bounce = (id: string, type: string, { messageId, email }: Sent) => ({
    ...{ id, type, messageId, email, at: new Date(at), isInactive: true },
  });
  const suppression = (email: string, origin: 'Recipient' | 'Customer'): ProviderSuppression => ({
    ...{ email, origin, reason: 'ManualSuppression', at: new Date(at) },
  });
  const lists: [ProviderSuppression[], ProviderBounce[]] = [
    [
      suppression('P2@example.test', 'Recipient'),
      suppression('p3@example.test', 'Customer'),
      suppression('nobody@example.test', 'Recipient'),
    ],
    [bounce('1', 'HardBounce', lost[0]), bounce('2', 'SpamComplaint', lost[1])],
  ];
  await swept(...lists);
  const state = async (practice: typeof heard, sent: Sent[]) => {
    const { email_campaign_id: _c, practice_id: _p, ...counters } = await told.counters(sent[0]!);
    const position = new Map(sent.map(({ email }, place) => [told.addressIndex(practice, email), place]));
    const suppressed = (await told.suppressions(practice)).map(row => [position.get(row.address_index), row.reason]);
    return { counters, suppressed: suppressed.map(String).sort() };
  };
  expect(await state(missed, lost)).toEqual(await state(heard, own));
  expect((await state(missed, lost)).suppressed).toEqual([
    '0,HARD_BOUNCED',
    '1,COMPLAINED',
    '2,UNSUBSCRIBED',
    '3,PROVIDER_BLOCKED',
  ]);
  const count = async () => [(await events(heard)).length, (await events(missed)).length];
  expect(await count()).toEqual([4, 4]);
  await swept(...lists);
  expect(await count()).toEqual([4, 4]);
});

test('a block that the provider no longer lists is over; an opt-out recorded here stays', async () => {
  const { practice } = await story.practice();
  const [blocked, person] = [await told.sent(practice), await told.sent(practice)];
  const word = { ChangedAt: ago(7_200), SuppressSending: true, SuppressionReason: 'ManualSuppression' };
  await told.tell(
    practice,
    hookEvent('SubscriptionChange', blocked, { ...word, Origin: 'Admin' }),
    hookEvent('SubscriptionChange', person, { ...word, Origin: 'Recipient' }),
  );
  expect(await told.suppressions(practice)).toHaveLength(2);
  await swept([]);
  expect((await told.suppressions(practice)).map(row => row.reason)).toEqual(['UNSUBSCRIBED']);
});

test('a provider that is away leaves everything for the next time', async () => {
  const { practice } = await story.practice();
  const sent = await told.sent(practice);
  const at = new Date(Date.now() - 60_000);
  const bounces = [{ id: '9', type: 'HardBounce', messageId: sent.messageId, email: sent.email, at, isInactive: true }];
  const away = sweepOf([], bounces);
  Object.assign((away as unknown as { mailer: Mailer }).mailer, {
    suppressions: () => Promise.reject(new Error('away')),
  });
  await expect(away.run()).rejects.toThrow('away');
  await swept([], bounces);
  expect(await told.counters(sent)).toMatchObject({ bounced: 1 });
});
