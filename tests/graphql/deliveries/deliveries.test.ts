import { beforeEach, describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import {
  deliveriesOf,
  eagerSending,
  fatesOf,
  figuresOf,
  frozenSending,
  startSending,
} from '../../support/deliveries.js';
import { addEmailCampaign, emailStep, readyToMail, sendable } from '../../support/email-campaigns.js';
import { addLead, randomId } from '../../support/leads.js';
import { useMailStory } from '../../support/mail.js';
import type { Person, PracticeInStory } from '../../support/story.js';

const { story, sandbox } = await useMailStory({ settings: eagerSending, sandbox: { deliveryMs: null } });
const sender = () => story.services.mailSender;
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  sandbox.clear();
  sandbox.faults.set({});
  await story.database.query('update send_bucket set blocked_until = null');
  await story.database.query("update email_campaigns set status = 'PAUSED' where status = 'SENDING'");
  ({ practice, owner } = await story.practice());
});

const reasons = (id: string) => fatesOf(owner, id);
const frozen = (people = 3) => frozenSending({ story, sandbox }, owner, people);

async function unknown() {
  const { id } = await startSending(owner, 1);
  sandbox.faults.set({ next: ['RESET_AFTER'], isSearchDown: true });
  await sender().runOnce();
  const [delivery] = await deliveriesOf(owner, id);
  expect(delivery).toMatchObject({ state: 'UNKNOWN' });
  return { campaign: id, id: delivery!.id };
}

const resolve = (by: Person, id: string, resolution: string) =>
  by.graphql(
    `mutation ($id: ID!, $input: ResolveDeliveryInput!) { done: resolveDelivery(id: $id, input: $input) {
      delivery { id state reason viewerCanResolve } userErrors { code path } } }`,
    { id, input: { resolution } },
  );

describe('who gets a row', () => {
  test('everyone of the audience, with the reason of those who get no mail', async () => {
    await readyToMail(owner);
    const email = 'Kim.Lee@example.test';
    const first = await addLead(owner, { email });
    const twin = await addContact(owner, { email: 'kim.lee@example.test' });
    const quiet = await addLead(owner, { email: 'quiet@example.test', okToEmail: false });
    const nowhere = await addLead(owner);
    const excluded = await addLead(owner, { email: 'excluded@example.test', tags: ['out'] });
    const { data } = await owner.graphql(
      `mutation ($input: CreateSegmentInput!) { createSegment(input: $input) { segment { id } userErrors { message } } }`,
      { input: { name: 'Out', appliesTo: 'LEAD', kind: 'STATIC' } },
    );
    const segment = data.createSegment.segment.id;
    await owner.rest('POST', `/segments/${segment}/members`, { members: [{ type: 'LEAD', id: excluded }] });
    const lead = (id: string) => ({ type: 'LEAD', id });
    const id = await addEmailCampaign(owner, {
      ...sendable,
      recipients: [lead(first), { type: 'CONTACT', id: twin }, lead(quiet), lead(nowhere), lead(excluded)],
      excludeSegmentIds: [segment],
    });
    expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
    await sender().runOnce();
    const found = await reasons(id);
    expect(found[quiet]).toEqual(['SUPPRESSED', 'NOT_OK_TO_EMAIL']);
    expect(found[nowhere]).toEqual(['SUPPRESSED', 'NO_EMAIL_ADDRESS']);
    expect(found[excluded]).toEqual(['SUPPRESSED', 'EXCLUDED_BY_SEGMENT']);
    expect([found[first], found[twin]].map(pair => pair!.join(' ')).sort()).toEqual([
      'ACCEPTED ',
      'SUPPRESSED DUPLICATE_ADDRESS',
    ]);
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENT', recipients: 5, accepted: 1, suppressed: 4 });
  });
});

describe('the claim asks again', () => {
  const cases: [string, string, (lead: string) => Promise<unknown>][] = [
    ['NOT_OK_TO_EMAIL', 'wants no mail', id => owner.rest('PUT', `/leads/${id}`, { okToEmail: false })],
    ['ADDRESS_CHANGED', 'moved', id => owner.rest('PUT', `/leads/${id}`, { email: 'new.one@example.test' })],
    ['NO_EMAIL_ADDRESS', 'has no address', id => owner.rest('PUT', `/leads/${id}`, { email: null })],
    ['PERSON_DELETED', 'was deleted', id => owner.rest('DELETE', `/leads/${id}`)],
    [
      'UNSUBSCRIBED',
      'unsubscribed',
      id =>
        story.database.query(
          `insert into suppressions (id, practice_id, created_at, updated_at, address_index, reason, origin, suppressed_at)
           select gen_random_uuid(), practice_id, now(), now(), email_index, 'UNSUBSCRIBED', 'ONE_CLICK', now()
           from leads where id = $1`,
          [id],
        ),
    ],
  ];
  test.each(cases)('%s: who %s since the freeze gets nothing more', async (reason, _, happen) => {
    const { id, leads } = await frozen(3);
    await happen(leads[1]!);
    await sender().runOnce();
    expect(await reasons(id)).toEqual({
      [leads[0]!]: ['ACCEPTED', null],
      [leads[1]!]: ['SUPPRESSED', reason],
      [leads[2]!]: ['ACCEPTED', null],
    });
  });

  test('FREQUENCY_CAP: counts what other campaigns sent', async () => {
    const { id, leads } = await frozen(2);
    const second = await addEmailCampaign(owner, {
      ...sendable,
      recipients: [{ type: 'LEAD', id: leads[0]! }],
    });
    await emailStep(owner, 'pause', id);
    await emailStep(owner, 'send', second);
    await sender().runOnce();
    await story.database.query(`update practices set frequency_cap = '{"messages":1,"days":7}' where id = $1`, [
      practice.id,
    ]);
    await emailStep(owner, 'resume', id);
    await sender().runOnce();
    expect(await reasons(id)).toEqual({
      [leads[0]!]: ['SUPPRESSED', 'FREQUENCY_CAP'],
      [leads[1]!]: ['ACCEPTED', null],
    });
  });

  test('quiet hours hold commercial mail, and service mail goes', async () => {
    const { id } = await startSending(owner, 1);
    const service = await startSending(owner, 1, { purpose: 'SERVICE' });
    await story.database.query(
      `update practices set quiet_hours = jsonb_build_object(
         'from', to_char(now() at time zone time_zone - interval '1 hour', 'HH24:MI'),
         'to', to_char(now() at time zone time_zone + interval '1 hour', 'HH24:MI')) where id = $1`,
      [practice.id],
    );
    await sender().runOnce();
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENDING', pending: 1 });
    expect(await figuresOf(story, service.id)).toMatchObject({ status: 'SENT', accepted: 1 });
  });
});

describe('deliveries', () => {
  test('are paged, filtered by state and reason, and sorted', async () => {
    const { id, leads } = await frozen(5);
    await owner.rest('PUT', `/leads/${leads[0]}`, { okToEmail: false });
    await sender().runOnce();
    const page = async (args: string) => {
      const { data, errors } = await owner.graphql(
        `query ($id: ID!) { deliveries(emailCampaignId: $id, ${args}) {
          nodes { id state lead { id } } totalCount pageInfo { hasNextPage endCursor } } }`,
        { id },
      );
      expect(errors).toBeUndefined();
      return data.deliveries;
    };
    const first = await page('first: 3');
    const second = await page(`first: 3, after: "${first.pageInfo.endCursor}"`);
    expect([first.nodes.length, first.totalCount, second.nodes.length]).toEqual([3, 5, 2]);
    expect(new Set([...first.nodes, ...second.nodes].map(node => node.id)).size).toBe(5);
    const suppressed = await page('filter: { reason: [NOT_OK_TO_EMAIL] }');
    expect(suppressed.nodes).toEqual([{ id: expect.any(String), state: 'SUPPRESSED', lead: { id: leads[0] } }]);
    expect((await page('state: [ACCEPTED]')).totalCount).toBe(4);
    expect((await page('sort: [{ field: STATE, direction: DESC }]')).nodes[0].state).toBe('SUPPRESSED');
  });

  test('a person tells of them: why did they not get it', async () => {
    const { id, leads } = await frozen(2);
    await owner.rest('PUT', `/leads/${leads[1]}`, { okToEmail: false });
    await sender().runOnce();
    const { data, errors } = await owner.graphql(
      'query ($id: ID!) { lead(id: $id) { deliveries(first: 5) { nodes { state reason emailCampaignId } } } }',
      { id: leads[1] },
    );
    expect(errors).toBeUndefined();
    expect(data.lead.deliveries.nodes).toEqual([
      { state: 'SUPPRESSED', reason: 'NOT_OK_TO_EMAIL', emailCampaignId: id },
    ]);
  });

  test('those of a sensitive audience are not there for who may not see clinical fields', async () => {
    const { id } = await frozen(2);
    await story.database.query('update deliveries set is_sensitive = true where email_campaign_id = $1', [id]);
    const marketer = await story.marketer(practice);
    expect(await deliveriesOf(marketer, id)).toEqual([]);
    expect((await deliveriesOf(owner, id)).length).toBe(2);
  });

  test('of another practice or none at all are not found', async () => {
    const { id } = await startSending(owner, 1);
    const stranger = (await story.practice()).owner;
    for (const asked of [id, randomId]) {
      const { errors } = await stranger.graphql(
        'query ($id: ID!) { deliveries(emailCampaignId: $id) { nodes { id } } }',
        {
          id: asked,
        },
      );
      expect(errors?.map((error: { extensions: { code: string } }) => error.extensions.code)).toEqual(['NOT_FOUND']);
      expect((await stranger.rest('GET', `/email-campaigns/${asked}/deliveries`)).status).toBe(404);
    }
  });
});

describe('resolveDelivery', () => {
  test('RESEND sends it again', async () => {
    const { campaign, id } = await unknown();
    const { data } = await resolve(owner, id, 'RESEND');
    expect(data.done).toEqual({
      delivery: { id, state: 'PENDING', reason: null, viewerCanResolve: false },
      userErrors: [],
    });
    sandbox.faults.set({});
    await sender().runOnce();
    expect([...sandbox.sends().values()]).toEqual([2]);
    expect(await figuresOf(story, campaign)).toMatchObject({ status: 'SENT', accepted: 1 });
  });

  test('ASSUME_SENT leaves it, and its campaign comes to its end', async () => {
    const { campaign, id } = await unknown();
    const { data } = await resolve(owner, id, 'ASSUME_SENT');
    expect(data.done.delivery).toMatchObject({ state: 'ACCEPTED', reason: 'ASSUMED_SENT' });
    await sender().runOnce();
    expect([...sandbox.sends().values()]).toEqual([1]);
    expect(await figuresOf(story, campaign)).toMatchObject({ status: 'SENT', accepted: 1 });
    const events = await story.database.query('select data from outbox where type = $1 and object_id = $2', [
      'DELIVERY_RESOLVED',
      id,
    ]);
    expect(events).toEqual([{ data: { resolution: 'ASSUME_SENT', emailCampaignId: campaign } }]);
  });

  test('what is known needs no resolution', async () => {
    const { id } = await startSending(owner, 1);
    await sender().runOnce();
    const [delivery] = await deliveriesOf(owner, id);
    const { data } = await resolve(owner, delivery!.id, 'RESEND');
    expect(data.done.userErrors).toEqual([{ code: 'INVALID_TRANSITION', path: ['state'] }]);
    expect((await owner.rest('POST', `/deliveries/${delivery!.id}/resolve`, { resolution: 'RESEND' })).status).toBe(
      409,
    );
  });

  test('nothing is sent again of a cancelled campaign', async () => {
    const { campaign, id } = await unknown();
    await emailStep(owner, 'cancel', campaign);
    expect((await resolve(owner, id, 'RESEND')).data.done.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect((await resolve(owner, id, 'ASSUME_SENT')).data.done.userErrors).toEqual([]);
  });

  test('is refused to who may not, and of what is not there', async () => {
    const { id } = await unknown();
    const intake = await story.intake(practice);
    expect((await resolve(intake, id, 'RESEND')).errors?.[0].extensions.code).toBe('FORBIDDEN');
    const stranger = (await story.practice()).owner;
    for (const asked of [id, randomId, 'x']) {
      expect((await resolve(stranger, asked, 'RESEND')).data.done.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    const bad = await owner.rest('POST', `/deliveries/${id}/resolve`, { resolution: 'MAYBE' });
    expect(bad.status).toBe(422);
  });
});

describe('a reputation', () => {
  async function sentTo(count: number) {
    const { id } = await frozen(1);
    await story.database.query(
      `update email_campaign_counters set accepted = $2, bounced = 0, complained = 0 where email_campaign_id = $1`,
      [id, count],
    );
    return id;
  }

  test.each([
    ['BOUNCE_RATE', 'bounced', 100],
    ['COMPLAINT_RATE', 'complained', 3],
  ])('%s pauses with its figures', async (code, column, count) => {
    const id = await sentTo(1_000);
    await story.database.query(`update email_campaign_counters set ${column} = $2 where email_campaign_id = $1`, [
      id,
      count,
    ]);
    sandbox.faults.set({ next: ['RATE_LIMITED'], retryAfterSeconds: 60 });
    await sender().runOnce();
    expect(await figuresOf(story, id)).toMatchObject({
      status: 'PAUSED',
      pauseReason: { code, details: { accepted: 1_000, [column]: count } },
    });
    await story.database.query('update send_bucket set blocked_until = null');
    sandbox.faults.set({ next: ['RATE_LIMITED'], retryAfterSeconds: 60 });
    await emailStep(owner, 'resume', id);
    await sender().runOnce();
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENDING' });
  });

  test('few messages say nothing of it', async () => {
    const id = await sentTo(100);
    await story.database.query('update email_campaign_counters set bounced = 50 where email_campaign_id = $1', [id]);
    sandbox.faults.set({ next: ['RATE_LIMITED'], retryAfterSeconds: 60 });
    await sender().runOnce();
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENDING' });
  });
});
