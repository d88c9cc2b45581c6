import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import { addLead, randomId } from '../../support/leads.js';
import { Receiver } from '../../support/receiver.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory({ settings: { WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' } });
let receiver: Receiver;
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  receiver = await new Receiver().open();
  ({ practice, owner } = await story.practice());
});
afterEach(() => receiver.close());

const create = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) {
  webhook { id url eventTypes isActive version createdBy { id } } secret userErrors { code path } } }`;
const deliveries = `query ($id: ID!, $state: [WebhookDeliveryState!]) { webhookDeliveries(webhookId: $id, filter: { state: $state }) {
  totalCount nodes { id type state attempts lastStatus lastError objectId nextAttemptAt } } }`;

async function addWebhook(input: Record<string, unknown> = {}) {
  const { data } = await owner.graphql(create, { input: { url: receiver.url, ...input } });
  expect(data.createWebhook.userErrors).toEqual([]);
  return { id: data.createWebhook.webhook.id as string, secret: data.createWebhook.secret as string };
}
const send = () => story.services.webhookSender.send();
const later = (ms: number) => story.clock.advance({ seconds: ms / 1000 });
async function listed(id: string, state?: string) {
  const { data } = await owner.graphql(deliveries, { id, state: state ? [state] : null });
  return data.webhookDeliveries.nodes as Record<string, unknown>[];
}
const hours = 3_600_000;
/** A sign-in lasts for minutes of the story. */
const signInAgain = async () => {
  owner = await story.owner(practice);
};

describe('what a receiver is told', () => {
  test('signed so that a library of the standard accepts it, and refuses it when touched', async () => {
    const { secret } = await addWebhook();
    const leadId = await addLead(owner, { firstName: 'Ada', lastName: 'Moss', email: 'ada@example.test' });
    await send();
    expect(receiver.taken).toHaveLength(1);
    const [{ text, headers, body }] = receiver.taken as [(typeof receiver.taken)[0]];
    expect(body).toMatchObject({ type: 'LEAD_CREATED', objectType: 'LEAD', objectId: leadId, practiceId: practice.id });
    expect(text).not.toMatch(/Ada|Moss|example\.test/);
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    // The clock of the story is not the verifier's.
    const verifier = new Verifier(secret);
    const at = new Date(Number(signed['webhook-timestamp']) * 1000);
    expect(verifier.sign(body.id, at, text)).toBe(signed['webhook-signature']);
    expect(verifier.sign(body.id, at, `${text} `)).not.toBe(signed['webhook-signature']);
    expect(new Verifier(`whsec_${Buffer.alloc(32, 7).toString('base64')}`).sign(body.id, at, text)).not.toBe(
      signed['webhook-signature'],
    );
  });

  test('only events it asked for, of its own practice, and none while it is off', async () => {
    const { id } = await addWebhook({ eventTypes: ['lead_updated'] });
    const other = await story.practice();
    await addLead(other.owner);
    const leadId = await addLead(owner);
    await owner.rest('PUT', `/leads/${leadId}`, { tags: ['one'] });
    await owner.rest('PUT', `/webhooks/${id}`, { isActive: false });
    await owner.rest('PUT', `/leads/${leadId}`, { tags: ['two'] });
    await owner.rest('PUT', `/webhooks/${id}`, { isActive: true });
    await send();
    expect(receiver.taken.map(({ body }) => [body.type, body.objectId])).toEqual([['LEAD_UPDATED', leadId]]);
    expect(receiver.taken[0]!.body.data).toMatchObject({ fields: ['tags'] });
  });

  test('what did not happen is not told', async () => {
    const { id } = await addWebhook();
    const answer = await owner.rest('POST', '/leads', { firstName: 'No', lastName: 'One', assignedToId: randomId });
    expect(answer.status).toBe(422);
    expect(await listed(id)).toEqual([]);
  });

  test('a test, through the same door', async () => {
    const { id } = await addWebhook({ eventTypes: ['LEAD_DELETED'] });
    const answer = await owner.rest('POST', `/webhooks/${id}/test`);
    expect(answer.status).toBe(202);
    await send();
    expect(receiver.taken[0]!.body).toMatchObject({ id: answer.body.data.deliveryId, type: 'WEBHOOK_TESTED' });
  });

  test('with two signatures for a day after its secret was made anew', async () => {
    const { id, secret } = await addWebhook();
    const { body } = await owner.rest('POST', `/webhooks/${id}/rotate-secret`);
    expect(body.data.secret).not.toBe(secret);
    await addLead(owner);
    await send();
    later(25 * hours);
    await signInAgain();
    await addLead(owner);
    await send();
    const counts = receiver.taken.map(({ headers }) => String(headers['webhook-signature']).split(' ').length);
    expect(counts).toEqual([2, 1]);
    const [first] = receiver.taken;
    const at = new Date(Number(first!.headers['webhook-timestamp']) * 1000);
    const expected = [body.data.secret, secret].map(key => new Verifier(key).sign(first!.body.id, at, first!.text));
    expect(first!.headers['webhook-signature']).toBe(expected.join(' '));
  });
});

describe('a receiver that is down', () => {
  test('hears everything once it is back, each record in order', async () => {
    const { id } = await addWebhook();
    await receiver.close();
    const leads = [await addLead(owner), await addLead(owner), await addLead(owner)];
    for (const tag of ['a', 'b', 'c', 'd']) {
      await Promise.all(leads.map(lead => owner.rest('PUT', `/leads/${lead}`, { tags: [tag] })));
      await send();
      later(60_000);
    }
    expect(receiver.taken).toEqual([]);
    const waiting = await listed(id, 'PENDING');
    expect(waiting).toHaveLength(15);
    expect(waiting.find(one => Number(one.attempts) > 0)).toMatchObject({ lastError: 'the connection was refused' });
    await receiver.open();
    for (let turn = 0; turn < 40 && receiver.taken.length < 15; turn++) {
      later(5 * 60_000);
      await send();
    }
    for (const lead of leads) {
      const heard = receiver.taken.filter(({ body }) => body.objectId === lead).map(({ body }) => body);
      expect(heard.map(({ type }) => type)).toEqual(['LEAD_CREATED', ...Array(4).fill('LEAD_UPDATED')]);
      const places = heard.map(({ sequence }) => Number(sequence));
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
    await signInAgain();
    expect(new Set(receiver.taken.map(({ body }) => body.id)).size).toBe(15);
    expect(await listed(id, 'PENDING')).toEqual([]);
  });

  test('is left alone for a while, instead of being called for each event', async () => {
    await addWebhook();
    receiver.answer = () => 503;
    for (let n = 0; n < 10; n++) await addLead(owner);
    await send();
    const first = receiver.calls;
    expect(first).toBeLessThanOrEqual(10);
    await send();
    expect(receiver.calls).toBe(first);
    later(6_000);
    await send();
    expect(receiver.calls).toBeGreaterThan(first);
  });

  test('one event that it refuses holds up its own record only', async () => {
    await addWebhook();
    const [sick, well] = [await addLead(owner), await addLead(owner)];
    receiver.answer = ({ body }) => (body.objectId === sick ? 400 : 200);
    await owner.rest('PUT', `/leads/${sick}`, { tags: ['x'] });
    await owner.rest('PUT', `/leads/${well}`, { tags: ['x'] });
    await send();
    expect(receiver.taken.map(({ body }) => body.objectId)).toEqual([well, well]);
    receiver.answer = () => 200;
    later(6_000);
    await send();
    expect(receiver.taken.slice(2).map(({ body }) => [body.objectId, body.type])).toEqual([
      [sick, 'LEAD_CREATED'],
      [sick, 'LEAD_UPDATED'],
    ]);
  });

  test('for days: what is given up can be told again', async () => {
    const { id } = await addWebhook();
    receiver.answer = () => null;
    await addLead(owner);
    for (let turn = 0; turn < 18; turn++) {
      await send();
      later(6 * hours);
    }
    await signInAgain();
    const [dead] = await listed(id, 'DEAD');
    expect(dead).toMatchObject({ attempts: 18, nextAttemptAt: null });
    await send();
    expect(receiver.taken).toEqual([]);
    receiver.answer = () => 200;
    const { data } = await owner.graphql(
      'mutation ($id: ID!) { replayWebhook(id: $id) { replayed webhook { deadCount pendingCount } userErrors { code } } }',
      { id },
    );
    expect(data.replayWebhook).toMatchObject({ replayed: 1, webhook: { deadCount: 0, pendingCount: 1 } });
    await send();
    expect(receiver.taken.map(({ body }) => body.id)).toEqual([dead!.id]);
    const again = await owner.rest('POST', `/webhooks/${id}/replay`, { deliveryId: dead!.id });
    expect(again.body.data.replayed).toBe(1);
    await send();
    expect(receiver.taken.map(({ body }) => body.id)).toEqual([dead!.id, dead!.id]);
    const since = new Date(story.clock.now().getTime() + hours).toISOString();
    expect((await owner.rest('POST', `/webhooks/${id}/replay`, { since })).body.data.replayed).toBe(0);
    const unknown = await owner.rest('POST', `/webhooks/${id}/replay`, { deliveryId: randomId });
    expect([unknown.status, unknown.body.error.details[0].code]).toEqual([422, 'NOT_FOUND']);
  });

  test('whose secret does not open holds up no other', async () => {
    const { id } = await addWebhook({ description: 'broken' });
    await addWebhook();
    await story.database.query(
      'update webhooks set sealed_secret = (select sealed_secret from webhooks where id <> $1 and practice_id = $2) where id = $1',
      [id, practice.id],
    );
    const lead = await addLead(owner);
    await send();
    expect(receiver.taken.map(({ body }) => body.objectId)).toEqual([lead]);
    expect(await listed(id)).toMatchObject([{ state: 'PENDING', lastError: 'its secret could not be opened' }]);
  });

  test('two workers tell each event once', async () => {
    await addWebhook();
    for (let n = 0; n < 40; n++) await addLead(owner);
    await Promise.all([send(), send(), send()]);
    expect(receiver.taken).toHaveLength(40);
    expect(new Set(receiver.taken.map(({ body }) => body.id)).size).toBe(40);
  });
});

describe('a webhook', () => {
  test('is refused with an address or events that are none', async () => {
    for (const [input, path] of [
      [{ url: 'ftp://example.org' }, ['url']],
      [{ url: 'https://me:secret@example.org' }, ['url']],
      [{ url: receiver.url, eventTypes: ['LEAD_EATEN'] }, ['eventTypes', '0']],
    ] as const) {
      const { data } = await owner.graphql(create, { input });
      expect(data.createWebhook.userErrors).toMatchObject([{ path }]);
    }
    expect(await story.database.query('select 1 from webhooks where practice_id = $1', [practice.id])).toEqual([]);
  });

  test('keeps its secret sealed, and shows it to nobody again', async () => {
    const { id, secret } = await addWebhook();
    const [row] = await story.database.query('select * from webhooks where id = $1', [id]);
    expect(JSON.stringify(row)).not.toContain(secret.slice(6, 30));
    const { body } = await owner.rest('GET', `/webhooks/${id}`);
    expect(JSON.stringify(body)).not.toContain('whsec_');
    const audit = await story.database.query('select changes, details from audit_log where $1 = any(object_ids)', [id]);
    expect(JSON.stringify(audit)).not.toContain(secret.slice(6, 30));
  });

  test('a stale version is refused, and nothing changed', async () => {
    const { id } = await addWebhook();
    await owner.rest('PUT', `/webhooks/${id}`, { description: 'Old' });
    const stale = await owner.rest('PUT', `/webhooks/${id}`, { description: 'New' }, { 'if-match': '"1"' });
    expect(stale.status).toBe(412);
    expect((await owner.rest('GET', `/webhooks/${id}`)).body.data.description).toBe('Old');
  });

  test('a practice has at most twenty', async () => {
    for (let n = 0; n < 20; n++) await addWebhook();
    const { data } = await owner.graphql(create, { input: { url: receiver.url } });
    expect(data.createWebhook.userErrors).toMatchObject([{ code: 'LIMIT_REACHED' }]);
  });

  test("another practice's looks like none", async () => {
    const { id } = await addWebhook();
    const { owner: stranger } = await story.practice();
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['GET', '/deliveries'],
      ['POST', '/replay'],
      ['POST', '/test'],
      ['POST', '/rotate-secret'],
    ] as const) {
      const answer = await stranger.rest(method, `/webhooks/${id}${path}`, method === 'GET' ? undefined : {});
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });

  test('its list and its deliveries go on a second page', async () => {
    const ids = [await addWebhook(), await addWebhook(), await addWebhook()].map(({ id }) => id).reverse();
    const first = await owner.rest('GET', '/webhooks?limit=2');
    expect(first.body.data.map((row: { id: string }) => row.id)).toEqual(ids.slice(0, 2));
    const second = await owner.rest('GET', `/webhooks?limit=2&cursor=${first.body.pagination.nextCursor}`);
    expect(second.body.data.map((row: { id: string }) => row.id)).toEqual(ids.slice(2));
    for (let n = 0; n < 3; n++) await addLead(owner);
    const page = await owner.rest('GET', `/webhooks/${ids[0]}/deliveries?limit=2`);
    expect(page.body.pagination).toMatchObject({ total: 3, totalPages: 2 });
    const rest = await owner.rest('GET', `/webhooks/${ids[0]}/deliveries?limit=2&page=2`);
    expect(rest.body.data).toHaveLength(1);
  });
});
