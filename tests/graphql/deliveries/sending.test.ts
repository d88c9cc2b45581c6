import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deliveriesOf, eagerSending, figuresOf, passTime, startSending } from '../../support/deliveries.js';
import { emailStep } from '../../support/email-campaigns.js';
import { useMailStory } from '../../support/mail.js';
import type { Person } from '../../support/story.js';

const { story, sandbox } = await useMailStory({ settings: eagerSending, sandbox: { deliveryMs: null } });
const sender = () => story.services.mailSender;
let owner: Person;

beforeEach(async () => {
  sandbox.clear();
  sandbox.faults.set({});
  await story.database.query('update send_bucket set blocked_until = null');
  await story.database.query("update email_campaigns set status = 'PAUSED' where status = 'SENDING'");
  ({ owner } = await story.practice());
});

/** How often each message of a campaign was taken by the provider. */
const sends = () => [...sandbox.sends().values()];
const states = async (id: string) => (await deliveriesOf(owner, id)).map(({ state }) => state);
const few = (count: number, state: string) => Array.from({ length: count }, () => state);

/** Who waits by the line and not by the ledger, or the other way round. */
const misplaced = `select coalesce(l.delivery_id, d.id) as id from send_line l
  full join (select id from deliveries where state = 'PENDING') d on d.id = l.delivery_id
  where l.delivery_id is null or d.id is null`;

afterEach(async () => {
  expect(await story.database.query(misplaced)).toEqual([]);
});

describe('a send', () => {
  test('reaches everyone once, and is SENT when nothing is open', async () => {
    const { id } = await startSending(owner);
    await sender().runOnce();
    expect(sends()).toEqual(few(7, '1').map(Number));
    const figures = await figuresOf(story, id);
    expect(figures).toMatchObject({ status: 'SENT', recipients: 7, accepted: 7, pending: 0 });
    expect(figures).toMatchObject(figures.ledger);
    const nodes = await deliveriesOf(owner, id);
    expect(nodes.every(node => node.providerMessageId && node.acceptedAt && node.attempts === 1)).toBe(true);
  });

  test('bears one opt-out header of each kind, its send_id and no more', async () => {
    const { id } = await startSending(owner, 1);
    await sender().runOnce();
    const [{ message }] = sandbox.messages() as unknown as [{ message: Record<string, never> }];
    const [delivery] = await deliveriesOf(owner, id);
    expect(message).toMatchObject({ Metadata: { send_id: delivery!.id }, TrackOpens: false, TrackLinks: 'None' });
    expect(message.Headers).toEqual([
      { Name: 'List-Unsubscribe', Value: expect.stringMatching(/^<http:\/\/crm\.test\/u\/[\w-]+>$/) },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ]);
    expect(message.From).toBe('"The practice" <news@practice.example>');
  });

  test('is logged in the audit by the batch, naming the people, before it leaves', async () => {
    const { id, leads } = await startSending(owner, 7);
    await sender().runOnce();
    const rows = await story.database.query(
      "select object_ids, channel from audit_log where action = 'SEND' and $1 = any(object_ids)",
      [id],
    );
    expect(rows.length).toBe(2);
    expect(new Set(rows.flatMap(row => row.object_ids))).toEqual(new Set([id, ...leads]));
  });

  test('goes to nobody when the audit log takes no line', async () => {
    await startSending(owner, 2);
    await story.database.query('revoke insert on audit_log from crm_app');
    try {
      await sender()
        .runOnce()
        .catch(() => undefined);
    } finally {
      await story.database.query('grant insert on audit_log to crm_app');
    }
    expect(sends()).toEqual([]);
  });
});

describe('what the provider says', () => {
  test('a refused address is suppressed, and the others are not held up', async () => {
    const { id } = await startSending(owner);
    sandbox.faults.set({ messages: { share: 0.4, code: 406 } });
    await sender().runOnce();
    const nodes = await deliveriesOf(owner, id);
    const suppressed = nodes.filter(({ state }) => state === 'SUPPRESSED');
    expect(suppressed.length).toBeGreaterThan(0);
    expect(new Set(suppressed.map(({ reason }) => reason))).toEqual(new Set(['PROVIDER_BLOCKED']));
    const rows = await story.database.query(
      'select reason from suppressions where practice_id = $1 and lifted_at is null',
      [owner.practice.id],
    );
    expect(rows).toEqual(suppressed.map(() => ({ reason: 'PROVIDER_BLOCKED' })));
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENT', accepted: 7 - suppressed.length });
  });

  test('an invalid message is rejected', async () => {
    const { id } = await startSending(owner, 2);
    sandbox.faults.set({ messages: { share: 1, code: 300 } });
    await sender().runOnce();
    expect(await deliveriesOf(owner, id)).toMatchObject(
      few(2, '').map(() => ({ state: 'REJECTED', reason: 'PROVIDER_REJECTED' })),
    );
  });

  test.each([400, 401, 405, 412, 413])(
    'code %i pauses the campaign with its reason, and nothing is lost',
    async code => {
      const { id } = await startSending(owner);
      sandbox.faults.set({ messages: { share: 1, code } });
      await sender().runOnce();
      expect(await figuresOf(story, id)).toMatchObject({
        status: 'PAUSED',
        pending: 7,
        pauseReason: { code: 'PROVIDER_REFUSED', details: { providerCode: code } },
      });
      expect((await deliveriesOf(owner, id)).every(({ attempts }) => attempts === 0)).toBe(true);
      sandbox.faults.set({});
      await emailStep(owner, 'resume', id);
      await sender().runOnce();
      expect(sends()).toEqual(few(7, '1').map(Number));
      expect(await figuresOf(story, id)).toMatchObject({ status: 'SENT', accepted: 7 });
    },
  );

  test('a token it does not know pauses the campaign', async () => {
    const { id } = await startSending(owner, 2);
    sandbox.faults.set({ next: ['UNAUTHORIZED'] });
    await sender().runOnce();
    expect(await figuresOf(story, id)).toMatchObject({ status: 'PAUSED', pending: 2 });
  });

  test('asked too often, it is asked again later, and no attempt is lost', async () => {
    const { id } = await startSending(owner, 2);
    sandbox.faults.set({ next: ['RATE_LIMITED'], retryAfterSeconds: 30 });
    await sender().runOnce();
    expect(await deliveriesOf(owner, id)).toMatchObject(few(2, '').map(() => ({ state: 'PENDING', attempts: 0 })));
    const [bucket] = await story.database.query(
      "select blocked_until > now() + interval '20 seconds' as is_blocked from send_bucket",
    );
    expect(bucket).toEqual({ is_blocked: true });
    await story.database.query('update send_bucket set blocked_until = now()');
    await sender().runOnce();
    expect(sends()).toEqual([1, 1]);
  });

  test.each(['RESET_AFTER', 'FAIL_AFTER', 'GARBAGE_AFTER', 'SHORT_AFTER', 'TIMEOUT_AFTER', 'HANG_AFTER'] as const)(
    '%s leaves the batch unknown until the search finds it, and nothing is sent twice',
    async fault => {
      const { id } = await startSending(owner, 3);
      sandbox.faults.set({ next: [fault], searchLagMs: 60_000 });
      await sender().runOnce();
      expect(await deliveriesOf(owner, id)).toMatchObject(
        few(3, '').map(() => ({ state: 'UNKNOWN', reason: 'ANSWER_LOST', attempts: 1 })),
      );
      sandbox.faults.set({});
      await passTime(story, id, 20);
      await sender().runOnce();
      expect(sends()).toEqual([1, 1, 1]);
      expect(await figuresOf(story, id)).toMatchObject({ status: 'SENT', accepted: 3 });
      const found = sandbox.messages().map(({ messageId }) => messageId);
      expect(new Set((await deliveriesOf(owner, id)).map(node => node.providerMessageId))).toEqual(new Set(found));
    },
  );

  test('what never arrived is sent again once the grace is over, not before', async () => {
    const { id } = await startSending(owner, 3);
    sandbox.faults.set({ next: ['RESET_BEFORE'] });
    await sender().runOnce();
    await passTime(story, id, 30);
    await sender().runOnce();
    expect(await states(id)).toEqual(few(3, 'UNKNOWN'));
    expect(sends()).toEqual([]);
    await passTime(story, id, 40);
    await sender().runOnce();
    expect(sends()).toEqual([1, 1, 1]);
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENT', accepted: 3 });
  });

  test('while the search is down it stays unknown, and the campaign is not SENT', async () => {
    const { id } = await startSending(owner, 2);
    sandbox.faults.set({ next: ['FAIL_AFTER'], isSearchDown: true });
    await sender().runOnce();
    await passTime(story, id, 3_600);
    await sender().runOnce();
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENDING', unknown: 2 });
  });
});

describe('leases', () => {
  const claimAll = (id: string, state: string) =>
    story.database.query(
      `with claimed as (
         update deliveries set state = $2, fence = fence + 1, attempts = case when $2 = 'SENDING' then 1 else 0 end,
           attempted_at = now() where email_campaign_id = $1 returning id, fence)
       insert into send_leases (id, email_campaign_id, lease_until, delivery_ids, fences)
       select gen_random_uuid(), $1, now() - interval '1 second', array_agg(id), array_agg(fence) from claimed`,
      [id, state],
    );

  async function frozen(): Promise<string> {
    const { id } = await startSending(owner, 3);
    await emailStep(owner, 'pause', id);
    await story.database.query("update email_campaigns set status = 'SENDING' where id = $1", [id]);
    sandbox.faults.set({ next: ['RATE_LIMITED'], retryAfterSeconds: 30 });
    await sender().runOnce();
    await story.database.query('update send_bucket set blocked_until = null');
    return id;
  }

  test('what a dead worker had claimed waits again and is sent once', async () => {
    const id = await frozen();
    await claimAll(id, 'CLAIMED');
    await sender().runOnce();
    expect(sends()).toEqual([1, 1, 1]);
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENT', accepted: 3 });
    expect(await story.database.query('select id from send_leases where email_campaign_id = $1', [id])).toEqual([]);
  });

  test('what a dead worker was sending is unknown, and sent when it is not found', async () => {
    const id = await frozen();
    await claimAll(id, 'SENDING');
    await sender().runOnce();
    const { ledger } = await figuresOf(story, id);
    expect([ledger.unknown, ledger.accepted]).toEqual([3, 0]);
    await passTime(story, id, 70);
    await sender().runOnce();
    expect(sends()).toEqual([1, 1, 1]);
    expect(await states(id)).toEqual(few(3, 'ACCEPTED'));
  });
});

describe('pause, resume and cancel', () => {
  test('a paused campaign sends nothing, and goes on where it stood', async () => {
    const { id } = await startSending(owner, 7);
    await emailStep(owner, 'pause', id);
    await sender().runOnce();
    expect(sends()).toEqual([]);
    await emailStep(owner, 'resume', id);
    await sender().runOnce();
    expect(sends()).toEqual(few(7, '1').map(Number));
  });

  test('a cancelled campaign leaves nothing waiting', async () => {
    const { id } = await startSending(owner, 7);
    sandbox.faults.set({ next: [null, 'RATE_LIMITED'], retryAfterSeconds: 30 });
    await sender().runOnce();
    await emailStep(owner, 'cancel', id);
    expect(await figuresOf(story, id)).toMatchObject({ status: 'CANCELLED', accepted: 5, cancelled: 2, pending: 0 });
    await sender().runOnce();
    expect(sends().length).toBe(5);
  });

  test('what was unknown when its campaign was cancelled is not sent again', async () => {
    const { id } = await startSending(owner, 2);
    sandbox.faults.set({ next: ['RESET_BEFORE'], isSearchDown: true });
    await sender().runOnce();
    await emailStep(owner, 'cancel', id);
    expect(await figuresOf(story, id)).toMatchObject({ unknown: 2 });
    sandbox.faults.set({});
    await passTime(story, id, 3_600);
    await sender().runOnce();
    expect(await figuresOf(story, id)).toMatchObject({ cancelled: 2, unknown: 0 });
    expect(sends()).toEqual([]);
  });
});
