import { beforeAll, describe, expect, test } from '@jest/globals';
import { addContact } from '../support/contacts.js';
import { addLead } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { press, suppressionsOf, tokenFor, visit, whyNot } from '../support/suppressions.js';
import { MailTold } from '../support/tracking.js';

const story = useStory();
const oneClick = { 'List-Unsubscribe': 'One-Click' };
let practice: PracticeInStory;
let owner: Person;
let people = 0;
beforeAll(async () => {
  ({ practice, owner } = await story.practice('Elm & <Oak>'));
});

/** Someone with an address of their own, and the token of a link that was mailed there. */
const someone = async () => {
  const [firstName, email] = [`Un${++people}`, `un${people}@example.org`];
  const id = await addLead(owner, { firstName, email });
  return { id, firstName, email, token: tokenFor(story, practice, email) };
};
const ledgerOf = (id: string) =>
  story.database.query(
    'select is_given, method, ip, wording from consent_records where person_id = $1 order by at, id',
    [id],
  );

describe('one click (RFC 8058)', () => {
  test.each([
    ['urlencoded', () => new URLSearchParams(oneClick)],
    [
      'in parts',
      () => {
        const form = new FormData();
        form.set('List-Unsubscribe', 'One-Click');
        return form;
      },
    ],
  ])('%s: at once, for everyone of the address, the same answer again', async (_, body) => {
    const { id, firstName, email, token } = await someone();
    const contact = await addContact(owner, { firstName, email: email.toUpperCase() });
    const post = () => visit(story, token, { method: 'POST', body: body(), headers: { 'user-agent': '' } });
    const first = await post();
    expect([first.status, first.headers.get('location'), first.headers.get('set-cookie')]).toEqual([200, null, null]);
    expect(await whyNot(owner, firstName)).toBe('UNSUBSCRIBED');
    expect(await whyNot(owner, firstName, 'CONTACT')).toBe('UNSUBSCRIBED');
    const again = await post();
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    for (const person of [id, contact]) {
      expect(await ledgerOf(person)).toMatchObject([{ is_given: false, method: 'ONE_CLICK', ip: '127.0.0.1' }]);
    }
    const rows = await suppressionsOf(story, practice);
    expect(rows.at(-1)).toMatchObject({ reason: 'UNSUBSCRIBED', origin: 'ONE_CLICK', is_live: true });
    const audit = await story.database.query(
      `select action from audit_log where practice_id = $1 and operation = 'unsubscribe' and object_type = 'SUPPRESSION'
         and $2 = any(object_ids)`,
      [practice.id, rows.at(-1)!.id],
    );
    expect(audit).toEqual([{ action: 'CREATE' }]);
  });

  test('stamps the delivery, once, and the figures of its email campaign', async () => {
    const mail = new MailTold(story);
    const { email } = await someone();
    const sent = await mail.sent(practice, { email });
    const token = tokenFor(story, practice, email, sent.id);
    await press(story, token, oneClick);
    await press(story, token, oneClick);
    expect((await mail.delivery(sent)).unsubscribed_at).not.toBeNull();
    expect(await mail.counters(sent)).toMatchObject({ unsubscribed: 1 });
    expect((await suppressionsOf(story, practice)).at(-1)).toMatchObject({
      delivery_id: sent.id,
      email_campaign_id: sent.emailCampaignId,
    });
  });

  test('without the key, with another value, or with no body at all: 400 and nothing changes', async () => {
    const { firstName, token } = await someone();
    for (const body of [new URLSearchParams({ 'List-Unsubscribe': 'Maybe' }), new URLSearchParams(), '{}', undefined]) {
      expect((await visit(story, token, { method: 'POST', body })).status).toBe(400);
    }
    expect(await whyNot(owner, firstName)).toBeNull();
  });
});

test('opening the page in any way changes nothing', async () => {
  const { firstName, email, token } = await someone();
  const before = await suppressionsOf(story, practice);
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    const { status } = await visit(story, token, { method, headers: { 'sec-purpose': 'prefetch' } });
    expect(status).toBeLessThan(300);
  }
  expect((await visit(story, `${token}?utm_source=x&List-Unsubscribe=One-Click`)).status).toBe(200);
  expect((await visit(story, token, { method: 'PUT' })).status).toBe(405);
  expect(await suppressionsOf(story, practice)).toEqual(before);
  expect(await whyNot(owner, firstName)).toBeNull();
  const { text, headers } = await visit(story, token);
  expect(text).not.toContain(email);
  expect(text).toContain('u•••@e•••.org');
  expect(text).toContain('Elm &amp; &lt;Oak&gt;');
  expect(text).not.toContain('<script');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('set-cookie')).toBeNull();
});

describe('a token that was not made here', () => {
  const { make } = { make: (email: string) => tokenFor(story, practice, email) };
  test.each([
    ['cut off', (token: string) => token.slice(0, -1)],
    ['with a letter changed', (token: string) => `${token[0] === 'A' ? 'B' : 'A'}${token.slice(1)}`],
    ['longer', (token: string) => `${token}A`],
    ['of nothing', () => 'x'],
    ['in other bits of its last letter', (token: string) => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
  ])('%s: 404, the same page on GET and POST', async (_, spoil) => {
    const token = spoil(make('known@example.org'));
    const pages = [await visit(story, token), await press(story, token, oneClick), await visit(story, 'another')];
    expect(pages.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
  });

  test("another practice's index in ours is refused too", async () => {
    const [other, theirs] = [await story.practice(), make('x@example.org')];
    const bytes = Buffer.from(theirs, 'base64url');
    Buffer.from(other.practice.id.replaceAll('-', ''), 'hex').copy(bytes);
    expect((await press(story, bytes.toString('base64url'), oneClick)).status).toBe(404);
    expect(await suppressionsOf(story, other.practice)).toEqual([]);
  });
});

test('a token works when person, delivery and campaign are gone', async () => {
  const { practice: own, owner: boss } = await story.practice();
  const email = 'later@example.org';
  const lead = await addLead(boss, { firstName: 'Later', email });
  const token = tokenFor(story, own, email, '019a0000-0000-7000-8000-000000000000');
  await story.database.query('delete from leads where id = $1', [lead]);
  expect((await visit(story, token)).status).toBe(200);
  expect((await press(story, token, oneClick)).status).toBe(200);
  await addLead(boss, { firstName: 'Again', email: ' LATER@example.org ' });
  expect(await whyNot(boss, 'Again')).toBe('UNSUBSCRIBED');
});

describe('the forms of the page', () => {
  test('unsubscribe, and subscribe again: a new consent, in its words, ends it', async () => {
    const { id, firstName, token } = await someone();
    const gone = await press(story, token, { action: 'unsubscribe' });
    expect(gone.text).toContain('You are unsubscribed');
    expect(await whyNot(owner, firstName)).toBe('UNSUBSCRIBED');
    const back = await press(story, token, { action: 'subscribe' });
    expect(back.text).toContain('Unsubscribe from everything');
    expect(await whyNot(owner, firstName)).toBeNull();
    expect(await ledgerOf(id)).toMatchObject([
      { is_given: false, method: 'FORM' },
      { is_given: true, method: 'FORM', wording: expect.stringContaining('Elm & <Oak>') },
    ]);
  });

  test('subscribing again does not wake a dead address', async () => {
    const { firstName, email, token } = await someone();
    await new MailTold(story).sent(practice, { email });
    await story.database.query(
      `insert into suppressions (id, practice_id, created_at, updated_at, address_index, reason, is_for_service_too, origin, suppressed_at)
       values (gen_random_uuid(), $1, now(), now(), $2, 'HARD_BOUNCED', true, 'PROVIDER', '2026-01-01')`,
      [practice.id, new MailTold(story).addressIndex(practice, email)],
    );
    await press(story, token, { action: 'unsubscribe' });
    await press(story, token, { action: 'subscribe' });
    expect(await whyNot(owner, firstName)).toBe('HARD_BOUNCED');
  });

  test('topics: those not ticked end, ticked ones come back', async () => {
    const { practice: own, owner: boss } = await story.practice();
    for (const name of ['News', 'Events', 'Old']) await boss.rest('POST', '/mail-topics', { name });
    const topics = (await boss.rest('GET', '/mail-topics')).body.data as { id: string; name: string }[];
    await boss.rest('PUT', `/mail-topics/${topics.find(({ name }) => name === 'Old')!.id}`, { isRetired: true });
    const token = tokenFor(story, own, 'topic@example.org');
    const page = await visit(story, token);
    expect(page.text).toContain('value="news" checked');
    expect(page.text).not.toContain('Old');
    const chosen = await press(story, token, [
      ['action', 'topics'],
      ['topic', 'events'],
      ['topic', 'made up'],
    ]);
    expect(chosen.text).toContain('value="events" checked');
    expect(chosen.text).toContain('value="news"><span>');
    expect(await suppressionsOf(story, own)).toMatchObject([
      { topic_key: 'news', origin: 'PREFERENCES', is_live: true },
    ]);
    await press(story, token, [
      ['action', 'topics'],
      ['topic', 'events'],
      ['topic', 'news'],
    ]);
    expect(await suppressionsOf(story, own)).toMatchObject([
      { topic_key: 'news', is_live: false, lifted_by: 'CONSENT' },
    ]);
  });
});

test('20 presses at once are one opt-out', async () => {
  const { id, token } = await someone();
  const answers = await Promise.all(Array.from({ length: 20 }, () => press(story, token, oneClick)));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(await ledgerOf(id)).toHaveLength(1);
});

test('a flood of one address is told to wait', async () => {
  const { token } = await someone();
  const statuses = [];
  for (let at = 0; at < 102; at++) statuses.push((await press(story, token, oneClick)).status);
  expect(statuses.slice(0, 100)).toEqual(Array(100).fill(200));
  expect(statuses.at(-1)).toBe(429);
});
