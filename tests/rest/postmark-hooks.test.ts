import { describe, expect, test } from '@jest/globals';
import { auditedBy } from '../support/audited.js';
import { hookPassword, hookUser } from '../support/hook-credentials.js';
import { addLead } from '../support/leads.js';
import { type PracticeInStory, useStory } from '../support/story.js';
import { ago, basic, hookEvent, MailTold } from '../support/tracking.js';

const story = useStory();
const open = useStory({ settings: { POSTMARK_WEBHOOK_USER: '', POSTMARK_WEBHOOK_PASSWORD: '' } });
const told = new MailTold(story);
const eventsOf = (practice: { id: string }) =>
  story.database.query('select * from mail_events where practice_id = $1 order by received_at', [practice.id]);

describe('who calls', () => {
  test('without the right name and password, or with a key of nobody: 401, alike, in the log, nothing read', async () => {
    const { practice } = await story.practice();
    const bad: [Record<string, string>, string?][] = [
      [{}],
      [basic(hookUser, 'wrong')],
      [basic('wrong', hookPassword)],
      [basic(hookUser, '')],
      [basic('', '')],
      [{ authorization: 'Basic !!!' }],
      [{ authorization: `Bearer ${hookPassword}` }],
      [basic(hookUser, hookPassword), 'nobodys-key'],
      [basic(hookUser, hookPassword), practice.formKey],
    ];
    for (const [headers, key] of bad) {
      const answer = await told.hook(practice, '{ no json', headers, key);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
      expect(answer.body.error).toMatchObject({ code: 'UNAUTHENTICATED', details: [] });
      expect(await auditedBy(story, answer)).toMatchObject([
        { channel: 'webhook', operation: 'receiveMailEvent', outcome: 'DENIED', code: 'UNAUTHENTICATED' },
      ]);
    }
    expect(await eventsOf(practice)).toEqual([]);
  });

  test('where the settings name no password, nobody', async () => {
    const { practice } = await open.practice();
    const key = await new MailTold(open).key(practice);
    for (const headers of [basic('', ''), basic('null', 'null'), basic(hookUser, hookPassword), {}]) {
      const answer = await open.stranger().rest('POST', `/hooks/postmark/${key}`, {}, headers);
      expect(answer.status).toBe(401);
    }
  });

  test('a body of any kind is not looked at before', async () => {
    const { practice } = await story.practice();
    const kinds: Record<string, string>[] = [{ 'content-type': 'text/xml' }, { 'content-encoding': 'gzip' }];
    for (const headers of kinds) {
      expect((await told.hook(practice, 'x', headers)).status).toBe(401);
    }
  });
});

describe('what is sent', () => {
  test('more than a megabyte: 413; no JSON, too deep or no object: 400; of another type: 415', async () => {
    const { practice } = await story.practice();
    const deep = `{"RecordType":"Open","a":${'['.repeat(200)}${']'.repeat(200)}}`;
    expect((await told.hook(practice, `{"a":"${'x'.repeat(1_048_576)}"}`)).status).toBe(413);
    for (const body of [deep, '{', '[]', '"Open"', 'null', '']) {
      expect([body, (await told.hook(practice, body)).status]).toEqual([body, 400]);
    }
    const typed = { ...basic(hookUser, hookPassword), 'content-type': 'application/x-www-form-urlencoded' };
    expect((await told.hook(practice, 'a=b', typed)).status).toBe(415);
    expect(await eventsOf(practice)).toEqual([]);
  });

  test('an unknown record type, odd or missing fields: 200, kept, and nothing changes', async () => {
    const { practice } = await story.practice();
    const sent = await told.sent(practice);
    const before = await told.delivery(sent);
    await told.tell(
      practice,
      {},
      { RecordType: 'Telepathy', MessageID: sent.messageId, Metadata: { send_id: sent.id } },
      { RecordType: 'constructor' },
      { RecordType: 'Inbound\u0000', From: 'x' },
      { RecordType: 7, MessageID: { a: 1 }, Metadata: 'none' },
      hookEvent('Bounce', sent, {
        Email: 12,
        MessageID: null,
        Metadata: null,
        Type: ['HardBounce'],
        BouncedAt: 'soon',
      }),
      { RecordType: 'Delivery', ServerID: 1e300, Recipient: 'a\u0000b', Metadata: { send_id: 'no id' } },
    );
    const kept = await eventsOf(practice);
    expect(kept.map(row => row.kind)).toEqual(['OTHER', 'OTHER', 'OTHER', 'OTHER', 'OTHER', 'BOUNCE', 'DELIVERY']);
    expect(kept.every(row => row.applied_at !== null && row.delivery_id === null)).toBe(true);
    expect(await told.delivery(sent)).toEqual(before);
  });

  test('is kept without address, content, place and program', async () => {
    const { practice } = await story.practice();
    const sent = await told.sent(practice, { email: 'canary@example.test' });
    await told.tell(
      practice,
      hookEvent('Bounce', sent, {
        Type: 'HardBounce',
        ID: 7,
        Content: 'canary',
        Subject: 'canary',
        BouncedAt: ago(60),
      }),
      hookEvent('Open', sent, {
        ReceivedAt: ago(50),
        UserAgent: 'canary/1',
        Geo: { IP: '203.0.113.9', City: 'canary' },
      }),
      hookEvent('Click', sent, {
        ReceivedAt: ago(40),
        OriginalLink: 'https://canary.example/',
        Geo: { IP: '203.0.113.9' },
      }),
    );
    const kept = await eventsOf(practice);
    expect(kept).toHaveLength(3);
    expect(JSON.stringify(kept)).not.toMatch(/canary|203\.0\.113/);
  });
});

test('the same event a hundred times, at once and after each other, is one', async () => {
  const { practice } = await story.practice();
  const sent = await told.sent(practice);
  const open = hookEvent('Open', sent, { ReceivedAt: ago(60), UserAgent: 'Mozilla/5.0 (X11)' });
  const bounce = hookEvent('Bounce', sent, { ID: 4_711, Type: 'SoftBounce', BouncedAt: ago(50) });
  const all = Array.from({ length: 100 }, (_, at) => (at % 2 ? open : { ...bounce, Details: `retry ${at}` }));
  const answers = await Promise.all(all.slice(0, 80).map(event => told.hook(practice, event)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await told.tell(practice, ...all.slice(80));
  expect(await eventsOf(practice)).toHaveLength(2);
  expect(await told.counters(sent)).toMatchObject({ opens_total: 1, opens_unique: 1, soft_bounced: 1 });
  await told.tell(practice, { ...open, ReceivedAt: ago(30) });
  expect(await told.counters(sent)).toMatchObject({ opens_total: 2, opens_unique: 1 });
});

describe('whose it is', () => {
  test("another practice's message, another stream's and one of nobody touch nothing", async () => {
    const { practice } = await story.practice();
    const { practice: other } = await story.practice();
    const foreign = await told.sent(other);
    const own = await told.sent(practice);
    const [before, ownBefore] = [await told.delivery(foreign), await told.delivery(own)];
    const nobody = { id: '0190c9a0-0000-7000-8000-000000000000', messageId: 'none', email: 'x@example.test' };
    await told.tell(
      practice,
      hookEvent('Bounce', foreign, { ID: 1, Type: 'HardBounce', BouncedAt: ago(9), PracticeId: other.id }),
      hookEvent('Delivery', { ...foreign, id: '' }, { DeliveredAt: ago(9) }),
      hookEvent('SpamComplaint', { ...nobody, emailCampaignId: '' }, { ID: 2, BouncedAt: ago(9) }),
      hookEvent('SubscriptionChange', foreign, word({ SuppressionReason: 'ManualSuppression', Origin: 'Recipient' })),
      hookEvent('Bounce', own, { ID: 3, Type: 'HardBounce', BouncedAt: ago(9), MessageStream: 'another' }),
    );
    expect(await told.delivery(foreign)).toEqual(before);
    expect(await told.delivery(own)).toEqual(ownBefore);
    expect([await told.suppressions(practice), await told.suppressions(other)]).toEqual([[], []]);
  });
});

const word = (more: Record<string, unknown>) => ({ ChangedAt: ago(60), SuppressSending: true, ...more });

describe('what it does', () => {
  test('delivery, bounces and complaints, by RecordType and not by TypeCode', async () => {
    const { practice } = await story.practice();
    const emailCampaignId = await told.campaign(practice);
    const sent = await Promise.all(Array.from({ length: 7 }, () => told.sent(practice, { emailCampaignId })));
    const [fine, hard, soft, complained, spamNotice, absent, late] = sent as [Sent, Sent, Sent, Sent, Sent, Sent, Sent];
    await told.tell(
      practice,
      hookEvent('Delivery', fine, { DeliveredAt: ago(300) }),
      hookEvent('Bounce', hard, { ID: 1, Type: 'HardBounce', TypeCode: 1, BouncedAt: ago(300) }),
      hookEvent('Bounce', soft, { ID: 2, Type: 'SoftBounce', TypeCode: 4096, BouncedAt: ago(300) }),
      hookEvent('SpamComplaint', complained, { ID: 3, Type: 'SpamComplaint', TypeCode: 512, BouncedAt: ago(300) }),
      hookEvent('Bounce', spamNotice, { ID: 4, Type: 'SpamNotification', TypeCode: 512, BouncedAt: ago(300) }),
      hookEvent('Bounce', absent, { ID: 5, Type: 'AutoResponder', TypeCode: 64, BouncedAt: ago(300) }),
      hookEvent('Delivery', late, { DeliveredAt: ago(300) }),
      hookEvent('Bounce', late, { ID: 6, Type: 'HardBounce', BouncedAt: ago(200) }),
    );
    expect(await told.counters(fine)).toMatchObject({
      recipients: 7,
      accepted: 7,
      delivered: 1,
      bounced: 2,
      soft_bounced: 2,
      complained: 1,
    });
    const suppressed = (await told.suppressions(practice)).map(row => [row.address_index, row.reason, row.origin]);
    const of = (one: Sent, reason: string) => [told.addressIndex(practice, one.email), reason, 'PROVIDER'];
    expect(suppressed.sort()).toEqual(
      [of(hard, 'HARD_BOUNCED'), of(complained, 'COMPLAINED'), of(late, 'HARD_BOUNCED')].sort(),
    );
  });

  test("a person's own word is an opt-out, the provider's a block that its newer word lifts, a stale one nothing", async () => {
    const { practice } = await story.practice();
    const [person, blocked] = [await told.sent(practice), await told.sent(practice)];
    await told.tell(
      practice,
      hookEvent('SubscriptionChange', person, word({ SuppressionReason: 'ManualSuppression', Origin: 'Recipient' })),
      hookEvent('SubscriptionChange', blocked, word({ SuppressionReason: 'ManualSuppression', Origin: 'Admin' })),
    );
    const reasons = async () => (await told.suppressions(practice)).map(row => row.reason).sort();
    expect(await reasons()).toEqual(['PROVIDER_BLOCKED', 'UNSUBSCRIBED']);
    expect(await told.counters(person)).toMatchObject({ unsubscribed: 1 });
    const off = (at: string) => ({
      ChangedAt: at,
      SuppressSending: false,
      SuppressionReason: null,
      Origin: 'Customer',
    });
    await told.tell(practice, hookEvent('SubscriptionChange', blocked, off(ago(600))));
    expect(await reasons()).toEqual(['PROVIDER_BLOCKED', 'UNSUBSCRIBED']);
    await told.tell(
      practice,
      hookEvent('SubscriptionChange', blocked, off(ago(30))),
      hookEvent('SubscriptionChange', person, off(ago(30))),
    );
    expect(await reasons()).toEqual(['UNSUBSCRIBED']);
  });

  test('an event settles what nobody knew, even before the answer to the call was written', async () => {
    const { practice } = await story.practice();
    const emailCampaignId = await told.campaign(practice);
    const unknown = await told.sent(practice, { emailCampaignId, state: 'UNKNOWN' });
    const sending = await told.sent(practice, { emailCampaignId, state: 'SENDING' });
    await told.tell(
      practice,
      hookEvent('Delivery', unknown, { DeliveredAt: ago(10) }),
      hookEvent('Open', sending, { ReceivedAt: ago(5) }),
    );
    expect(await told.delivery(unknown)).toMatchObject({ state: 'ACCEPTED', provider_message_id: unknown.messageId });
    expect(await told.delivery(sending)).toMatchObject({ state: 'ACCEPTED', provider_message_id: sending.messageId });
    expect(await told.counters(sending)).toMatchObject({ unknown: 0, sending: 0, accepted: 2, delivered: 1 });
  });

  test('an event without send id waits for the answer to the call, which names its message', async () => {
    const { practice } = await story.practice();
    const sent = await told.sent(practice, { state: 'SENDING' });
    await told.tell(practice, hookEvent('Delivery', sent, { DeliveredAt: ago(10), Metadata: {} }));
    expect(await told.delivery(sent)).toMatchObject({ state: 'SENDING', delivered_at: null });
    await story.database.query(
      `update deliveries set state = 'ACCEPTED', provider_message_id = $2, accepted_at = now() where id = $1`,
      [sent.id, sent.messageId],
    );
    await story.database.query('update mail_events set due_at = now() where practice_id = $1', [practice.id]);
    await told.apply();
    expect(await told.counters(sent)).toMatchObject({ delivered: 1 });
  });
});

describe('addresses that wear out', () => {
  /** So many messages to one address, each of which came back for the moment. */
  const softly = async (practice: PracticeInStory, email: string, count: number, from = 0) => {
    const emailCampaignId = await told.campaign(practice);
    const events = [];
    for (let n = 0; n < count; n++) {
      const campaign = n === 0 ? emailCampaignId : await told.campaign(practice);
      const sent = await told.sent(practice, { emailCampaignId: campaign, email });
      events.push(hookEvent('Bounce', sent, { ID: n, Type: 'SoftBounce', BouncedAt: ago(3_000 - from - n) }));
    }
    return events;
  };
  const reasonsOf = async (practice: PracticeInStory) => (await told.suppressions(practice)).map(row => row.reason);

  test('five messages in a row that came back for the moment: nothing is sent there any more', async () => {
    const { practice, owner } = await story.practice();
    const email = `worn.${Date.now()}@example.test`;
    await addLead(owner, { email });
    const events = await softly(practice, email, 5);
    await told.tell(practice, ...events.slice(0, 4), events[0], { ...(events[1] as object), ID: 99 });
    expect(await reasonsOf(practice)).toEqual([]);
    await told.tell(practice, events[4]);
    expect(await told.suppressions(practice)).toMatchObject([{ reason: 'HARD_BOUNCED', origin: 'PROVIDER' }]);
    const { data } = await owner.graphql('{ suppressions { nodes { email reason } } }');
    expect(data.suppressions.nodes).toEqual([{ email, reason: 'HARD_BOUNCED' }]);
  });

  test('one that arrived between begins the count anew', async () => {
    const { practice } = await story.practice();
    const email = `alive.${Date.now()}@example.test`;
    await told.tell(practice, ...(await softly(practice, email, 4)));
    const arrived = await told.sent(practice, { email });
    await told.tell(practice, hookEvent('Delivery', arrived, { DeliveredAt: ago(2_500) }));
    await told.tell(practice, ...(await softly(practice, email, 4, 1_000)));
    expect(await reasonsOf(practice)).toEqual([]);
    await told.tell(practice, ...(await softly(practice, email, 1, 1_100)));
    expect(await reasonsOf(practice)).toEqual(['HARD_BOUNCED']);
  });
});

test('503 while the database is away, so that the provider comes again', async () => {
  const { practice } = await story.practice();
  const sent = await told.sent(practice);
  const event = hookEvent('Delivery', sent, { DeliveredAt: ago(10) });
  await story.database.query('revoke insert on mail_events from crm_app');
  try {
    const answer = await told.hook(practice, event);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  } finally {
    await story.database.query('grant insert on mail_events to crm_app');
  }
  await told.tell(practice, event);
  expect(await told.counters(sent)).toMatchObject({ delivered: 1 });
});

type Sent = Awaited<ReturnType<MailTold['sent']>>;
