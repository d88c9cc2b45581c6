import { beforeAll, expect, test } from '@jest/globals';
import { deliveriesOf, eagerSending } from '../support/deliveries.js';
import { found, type Held, tablesOf } from '../support/dump.js';
import { addEmailCampaign, emailStep, readyToMail, sendable } from '../support/email-campaigns.js';
import { addLead } from '../support/leads.js';
import { useMailStory } from '../support/mail.js';
import { mark, plainMark, planted, plantedPerson } from '../support/planted.js';
import type { Person, PracticeInStory } from '../support/story.js';
import { ago, hookEvent, MailTold } from '../support/tracking.js';

/** Protected values of everyone who is mailed are looked for in what leaves for the provider and in all that is kept. */
const { story, sandbox } = await useMailStory({ settings: { ...eagerSending, LOG_LEVEL: 'trace' } });
let practice: PracticeInStory;
let owner: Person;
let segmentId: string;
const people: string[] = [];
const sent: Record<'open' | 'sensitive', string> = { open: '', sensitive: '' };

const content = {
  ...sendable,
  name: 'Autumn letter',
  subject: 'Hello {{ person.firstName }}',
  html: '<p>Dear {{ person.salutation }}</p><p><a href="https://practice.example/groups">Our groups</a></p>',
};

async function send(input: object): Promise<string> {
  const id = await addEmailCampaign(owner, { ...content, ...input });
  expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
  await story.services.mailSender.runOnce();
  expect((await deliveriesOf(owner, id)).map(({ state }) => state)).toEqual(Array(3).fill('ACCEPTED'));
  return id;
}

const messages = (emailCampaignId: string) =>
  deliveriesOf(owner, emailCampaignId).then(nodes => {
    const ids = new Set(nodes.map(({ id }) => id));
    return sandbox.messages().filter(({ sendId }) => ids.has(sendId!));
  });

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  await readyToMail(owner);
  for (let at = 0; at < 3; at++) people.push(await addLead(owner, plantedPerson()));
  const rule = { field: 'interestedServices', op: 'IN', value: ['SUBSTANCE_USE'] };
  const segment = await owner.rest('POST', '/segments', { name: 'Autumn people', appliesTo: 'LEAD', rule });
  segmentId = segment.body.data.id;
  const recipients = people.map(id => ({ type: 'LEAD', id }));
  sent.open = await send({ recipients, tracking: { opens: true, clicks: true } });
  sent.sensitive = await send({ segmentIds: [segmentId], tracking: { opens: true, clicks: true } });
  const told = new MailTold(story);
  for (const mail of await messages(sent.open)) {
    const one = { id: mail.sendId!, messageId: mail.messageId, email: mail.recipients[0]!, emailCampaignId: sent.open };
    await told.tell(
      practice,
      hookEvent('Delivery', one, { DeliveredAt: ago(90), Details: `for ${one.email}` }),
      hookEvent('Open', one, { ReceivedAt: ago(60), UserAgent: 'Firefox', Geo: { City: `${mark} city` } }),
      hookEvent('Bounce', one, {
        ID: mail.position,
        Type: 'SoftBounce',
        BouncedAt: ago(50),
        Description: `${mark} full`,
      }),
    );
    const text = JSON.stringify(mail.message);
    for (const [, path] of text.matchAll(/http:\/\/crm\.test(\/[tu]\/[\w/.~-]+)/g)) {
      expect((await story.stranger().rest('GET', path!)).status).toBeLessThan(400);
    }
  }
  await told.apply();
}, 60_000);

test('the provider gets the address and the words of the list, and nothing else of anyone', async () => {
  expect(sandbox.messages()).toHaveLength(6);
  for (const { message, sendId, recipients } of sandbox.messages()) {
    const { To, ...rest } = message!;
    expect(String(To)).toContain(recipients[0]!);
    // What is looked for is there: it is found where it has to stand.
    expect(found(new Map([['to', String(To)]]), planted())).not.toEqual([]);
    expect(message!.Metadata).toEqual({ send_id: sendId });
    const held: Held = new Map([['message', JSON.stringify(rest)]]);
    expect(found(held, [...planted(), ...people, practice.id, 'Autumn', segmentId])).toEqual([]);
    expect(found(held, [`${plainMark}-tag`, `${plainMark}-pronouns`, `${plainMark}-detail`])).toEqual([]);
  }
});

test('of a sensitive audience nothing is tracked, and its messages tell it in nothing', async () => {
  const [open, sensitive] = [await messages(sent.open), await messages(sent.sensitive)];
  expect(JSON.stringify(open)).toMatch(/\/t\/[co]\//);
  expect(JSON.stringify(sensitive)).not.toMatch(/\/t\/[co]\//);
  expect(new Set(sensitive.map(({ stream }) => stream))).toEqual(new Set(open.map(({ stream }) => stream)));
  const tags = sensitive.map(({ message }) => message!.Tag ?? null);
  expect(new Set(tags)).toEqual(new Set([null]));
});

test('no table, log line or figure holds a protected value or an address in the clear', async () => {
  const { text } = await story.stranger().rest('GET', '/metrics');
  const log = story.app.logs.join('');
  expect(log.length).toBeGreaterThan(1_000);
  expect(found(await tablesOf(story.database), planted())).toEqual([]);
  expect(
    found(
      new Map([
        ['log', log],
        ['metrics', text],
      ]),
      [...planted(), plainMark],
    ),
  ).toEqual([]);
});

const seen = `query ($id: ID!) {
  emailCampaign(id: $id) { isSensitive metrics { recipients accepted suppressed } }
  deliveries(emailCampaignId: $id) { nodes { id recipient { id } } totalCount }
  emailCampaignAudience(id: $id) { count mailable skipped { count } } }`;

test('marketing learns nobody of it: not by deliveries, figures, the preview or the person', async () => {
  const marketer = await story.marketer(practice);
  const { data, errors } = await marketer.graphql(seen, { id: sent.sensitive });
  expect(errors).toBeUndefined();
  expect(data.emailCampaign).toMatchObject({ isSensitive: true, metrics: { recipients: null, accepted: null } });
  expect(data.deliveries).toEqual({ nodes: [], totalCount: 0 });
  expect(data.emailCampaignAudience).toMatchObject({ count: null, mailable: null });
  const of = 'query ($id: ID!) { lead(id: $id) { deliveries(first: 9) { nodes { emailCampaignId } } } }';
  const lead = await marketer.graphql(of, { id: people[0] });
  const campaigns = (lead.data?.lead?.deliveries?.nodes ?? []) as { emailCampaignId: string }[];
  expect(campaigns.map(node => node.emailCampaignId)).not.toContain(sent.sensitive);
  const rest = await marketer.rest('GET', `/email-campaigns/${sent.sensitive}/deliveries`);
  expect([rest.status, rest.body.data]).toEqual([200, []]);
  const asOwner = await owner.graphql(seen, { id: sent.sensitive });
  expect(asOwner.data).toMatchObject({ emailCampaign: { metrics: { accepted: 3 } }, deliveries: { totalCount: 3 } });
});

test('nor by what all campaigns came to, with and without it', async () => {
  const marketer = await story.marketer(practice);
  const [theirs, mine] = [
    await marketer.rest('GET', '/email-campaigns/stats'),
    await owner.rest('GET', '/email-campaigns/stats'),
  ];
  expect([theirs.status, mine.status]).toEqual([200, 200]);
  const numbers = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : typeof value === 'object' && value
        ? Object.values(value).flatMap(numbers)
        : [];
  // Three of an audience by protected fields and three of another: their sum would tell the three.
  expect(numbers(mine.body.data)).toContain(6);
  expect(numbers(theirs.body.data)).not.toContain(6);
});
