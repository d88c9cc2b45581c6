import { describe, expect, test } from '@jest/globals';
import { RequestContext } from '../../../src/platform/context.js';
import { publishStatement } from '../../../src/platform/events/outbox.js';
import type { Caller } from '../../support/caller.js';
import { addCampaign } from '../../support/campaigns.js';
import {
  addEmailCampaign,
  addSendable,
  asSent,
  emailStep,
  readyToMail,
  sendable,
} from '../../support/email-campaigns.js';
import { listen, randomId } from '../../support/leads.js';
import { useMailStory } from '../../support/mail.js';
import { addSegment, leaf } from '../../support/segments.js';
import type { PracticeInStory } from '../../support/story.js';

const { story } = await useMailStory();

const figures = `recipients pending claimed sending accepted rejected suppressed cancelled unknown delivered bounced
  softBounced complained unsubscribed opens { total unique human scanner } clicks { total unique human scanner }`;
const metrics = `metrics { ${figures} rates { delivered } }`;
const subscription = `subscription ($id: ID!, $after: String) { told: emailCampaignMetrics(emailCampaignId: $id, after: $after) {
  cursor at kind emailCampaignId status ${metrics} } }`;

const now = async (caller: Caller, id: string) =>
  (await caller.graphql(`query ($id: ID!) { emailCampaign(id: $id) { status ${metrics} } }`, { id })).data
    .emailCampaign;

/** What the ledger does: rows change, and one event tells of it as the last thing before the commit. */
async function inLedger(practice: PracticeInStory, id: string, change: string, values: unknown[] = []): Promise<void> {
  const event = { type: 'EMAIL_CAMPAIGN_PROGRESSED', objectType: 'EMAIL_CAMPAIGN', objectId: id };
  const client = await story.services.ground.database.connect();
  try {
    await client.query('begin');
    await client.query(change, [id, ...values]);
    const { text, values: bound } = publishStatement(practice.id, [event], story.clock.now());
    await client.query(text, bound);
    await client.query('commit');
  } finally {
    client.release();
  }
}
const deliverOne = `update deliveries set delivered_at = now() where id in (
  select id from deliveries where email_campaign_id = $1 and delivered_at is null limit 1 for update skip locked)`;

describe('emailCampaignMetrics', () => {
  test('follows a send from its start to its end, equal to the query', async () => {
    const { owner } = await story.practice();
    await readyToMail(owner);
    const { id } = await addSendable(owner, 3);
    const told = await listen(story, owner, subscription, { id });
    expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
    const first = (await told.next()).data.told;
    expect(first).toMatchObject({ kind: 'CHANGED', emailCampaignId: id, status: 'SENDING' });
    await story.services.mailSender.runOnce();
    let last = first;
    while (last.status !== 'SENT') last = (await told.next()).data.told;
    expect({ status: last.status, metrics: last.metrics }).toEqual(await now(owner, id));
    expect(last.metrics).toMatchObject({ recipients: 3, accepted: 3, pending: 0 });
    expect(BigInt(last.cursor)).toBeGreaterThan(BigInt(first.cursor));
  });

  test('says at most one thing in 250 milliseconds to each, always the whole, to eight who listen', async () => {
    const { owner, practice } = await story.practice();
    const id = await addEmailCampaign(owner);
    await asSent(story, id, 'SENDING', 60);
    const all = await Promise.all(
      Array.from({ length: 8 }, () => owner.subscribe(subscription, { id, after: 'none' })),
    );
    // Each is told the figures at once, since its cursor is none.
    for (const told of all) expect((await told.next()).data.told.metrics).toMatchObject({ accepted: 60, delivered: 0 });
    const began = performance.now();
    await Promise.all(Array.from({ length: 60 }, () => inLedger(practice, id, deliverOne)));
    for (const told of all) {
      const seen: number[] = [];
      while (seen.at(-1) !== 60) seen.push((await told.next()).data.told.metrics.delivered);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen.length).toBeLessThanOrEqual(Math.floor((performance.now() - began) / 250) + 1);
    }
  });

  test('reads the figures once for all who may see the same, and writes no audit row per event', async () => {
    const { owner, practice } = await story.practice();
    const intake = await story.intake(practice);
    const id = await addEmailCampaign(owner);
    await asSent(story, id, 'SENDING', 20);
    const listeners = [];
    for (let at = 0; at < 8; at++) {
      listeners.push(await listen(story, at % 2 ? owner : intake, subscription, { id }));
    }
    const rows = async () =>
      (await story.database.query('select 1 from audit_log where practice_id = $1', [practice.id])).length;
    const before = await rows();
    const asked: string[] = [];
    const { database } = story.services.ground;
    const query = database.query.bind(database);
    database.query = ((text: string, ...rest: unknown[]) => {
      if (text.includes('email_campaign_counters')) asked.push(text);
      return query(text, ...(rest as []));
    }) as typeof database.query;
    try {
      await inLedger(practice, id, deliverOne);
      for (const told of listeners) expect((await told.next()).data.told.metrics.delivered).toBe(1);
    } finally {
      database.query = query;
    }
    expect(asked).toHaveLength(1);
    expect(await rows()).toBe(before);
  });

  test('hides from who may not know it what the query hides', async () => {
    const { owner, practice } = await story.practice();
    const marketer = await story.marketer(practice);
    const segment = await addSegment(owner, { rule: leaf('presentingConcern', 'CONTAINS', 'grief') });
    const id = await addEmailCampaign(owner, { ...sendable, segmentIds: [segment.id] });
    await asSent(story, id, 'SENDING', 14);
    const [whole, hidden] = [
      await listen(story, owner, subscription, { id }),
      await listen(story, marketer, subscription, { id }),
    ];
    await inLedger(
      practice,
      id,
      `update deliveries set state = 'REJECTED' where id in (
      select id from deliveries where email_campaign_id = $1 limit 4)`,
    );
    expect((await whole.next()).data.told.metrics).toMatchObject({ recipients: 14, rejected: 4 });
    const seen = (await hidden.next()).data.told;
    expect(seen.metrics.rejected).toBeNull();
    expect(seen.metrics).toEqual((await now(marketer, id)).metrics);
  });

  test('after a cursor tells what was missed as the figures now; one that is too old brings a RESYNC', async () => {
    const { owner, practice } = await story.practice();
    const id = await addEmailCampaign(owner);
    await asSent(story, id, 'SENDING', 5);
    const told = await listen(story, owner, subscription, { id });
    await inLedger(practice, id, deliverOne);
    const { cursor } = (await told.next()).data.told;
    told.stop();
    await inLedger(practice, id, deliverOne);
    await inLedger(practice, id, deliverOne);
    const replay = await listen(story, owner, subscription, { id, after: cursor });
    const missed = (await replay.next()).data.told;
    expect(missed).toMatchObject({ kind: 'CHANGED', metrics: { delivered: 3 } });
    const stale = await listen(story, owner, subscription, { id, after: 'nonsense' });
    expect((await stale.next()).data.told).toMatchObject({ kind: 'RESYNC', metrics: { delivered: 3 } });
    const upToDate = await listen(story, owner, subscription, { id, after: missed.cursor });
    await inLedger(practice, id, deliverOne);
    expect((await upToDate.next()).data.told.metrics.delivered).toBe(4);
  });

  test('moves the figures of its campaign, and of nobody else’s', async () => {
    const { owner, practice } = await story.practice();
    const [campaignId, other] = [await addCampaign(owner), await addCampaign(owner)];
    const ids = [await addEmailCampaign(owner, { campaignId }), await addEmailCampaign(owner, { campaignId })];
    for (const id of ids) await asSent(story, id, 'SENDING', 4);
    const mail = 'metrics { leads mail { accepted delivered recipients } }';
    const follow = `subscription ($id: ID!) { told: campaignMetrics(campaignId: $id) { kind ${mail} } }`;
    const told = await listen(story, owner, follow, { id: campaignId });
    const quiet = await listen(story, owner, follow, { id: other });
    await inLedger(practice, ids[0]!, deliverOne);
    expect((await told.next()).data.told.metrics.mail).toEqual({ accepted: 8, delivered: 1, recipients: 8 });
    const { data } = await owner.graphql(`query ($id: ID!) { campaign(id: $id) { ${mail} } }`, { id: campaignId });
    expect(data.campaign.metrics.mail).toEqual({ accepted: 8, delivered: 1, recipients: 8 });
    expect(quiet.received).toEqual([]);
  });

  test('a reader that takes nothing gets the latest later, and whoever leaves is forgotten', async () => {
    const { owner, practice } = await story.practice();
    const id = await addEmailCampaign(owner);
    await asSent(story, id, 'SENDING', 9);
    const live = story.services.emailCampaignMetrics;
    const viewer = { kind: 'STAFF', id: owner.id, practiceId: practice.id, roles: ['OWNER'] } as const;
    const events = await live.subscribe(new RequestContext({ channel: 'socket', viewer }), id);
    const reader = events[Symbol.asyncIterator]();
    const told = await listen(story, owner, subscription, { id });
    for (let at = 1; at <= 3; at++) {
      await inLedger(practice, id, deliverOne);
      expect((await told.next()).data.told.metrics.delivered).toBe(at);
    }
    expect((await reader.next()).value).toMatchObject({ metrics: { delivered: 3 } });
    const waiting = reader.next();
    await reader.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('is refused at once where there is none, or it is another practice’s, or not for the role', async () => {
    const [{ owner, practice }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addEmailCampaign(owner);
    const [biller, clinician] = [await story.biller(practice), await story.clinician(practice)];
    for (const [who, target, code] of [
      [owner, randomId, 'NOT_FOUND'],
      [stranger, id, 'NOT_FOUND'],
      [biller, id, 'FORBIDDEN'],
      [clinician, id, 'FORBIDDEN'],
    ] as const) {
      const told = await who.subscribe(subscription, { id: target });
      expect(JSON.stringify((await told.ended) ?? told.received)).toContain(code);
    }
  });
});
