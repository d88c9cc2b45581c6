import { beforeEach, describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { deliveriesOf, eagerSending, fatesOf, frozenSending, startSending } from '../../support/deliveries.js';
import { addEmailCampaign, addSendable, emailStep, readyToMail, sendable } from '../../support/email-campaigns.js';
import { addLead } from '../../support/leads.js';
import { useMailStory } from '../../support/mail.js';
import { addSegment, leaf } from '../../support/segments.js';
import type { Person, PracticeInStory } from '../../support/story.js';
import { press, tokenFor } from '../../support/suppressions.js';
import { hookEvent, MailTold } from '../../support/tracking.js';

const { story, sandbox } = await useMailStory({ settings: eagerSending, sandbox: { deliveryMs: null } });
const sender = () => story.services.mailSender;
const told = () => new MailTold(story);
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  sandbox.clear();
  sandbox.faults.set({});
  await story.database.query('update send_bucket set blocked_until = null');
  await story.database.query("update email_campaigns set status = 'PAUSED' where status = 'SENDING'");
  ({ practice, owner } = await story.practice());
});

const lead = (id: string) => ({ type: 'LEAD', id });
const everyone = (ids: string[]) => ({ recipients: ids.map(lead) });
const emailOf = async (id: string) => (await owner.rest('GET', `/leads/${id}`)).body.data.email as string;
const put = (id: string, input: object) => owner.rest('PUT', `/leads/${id}`, input);
const rule = (input: object) => readyToMail(owner, input as Record<string, unknown>);
const say = async (person: object, more: object) => {
  const input = { channel: 'EMAIL', method: 'PAPER', person, ...more };
  const { data, errors } = await owner.graphql(
    'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { code path } } }',
    { input },
  );
  expect([errors, data?.recordConsent.userErrors]).toEqual([undefined, []]);
};
const withdraw = (person: object, purpose: string) =>
  owner.graphql('mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { userErrors { code } } }', {
    input: { person, channel: 'EMAIL', purpose },
  });
const convert = async (id: string) =>
  expect((await owner.rest('POST', `/leads/${id}/convert`, { force: true })).status).toBeLessThan(300);

/** What the provider says of a message that another mailing brought there. */
const back = async (id: string, type: string, more: Record<string, unknown>) => {
  const sent = await told().sent(practice, { email: await emailOf(id) });
  await story.database.query("update email_campaigns set purpose = 'SERVICE' where id = $1", [sent.emailCampaignId]);
  await told().tell(practice, hookEvent(type, sent, more));
};
const bounced = (id: string) =>
  back(id, 'Bounce', { ID: 1, Type: 'HardBounce', TypeCode: 1, BouncedAt: new Date().toISOString(), Inactive: true });

interface Happening {
  reason: string;
  who: string;
  /** Befalls the second of three. */
  happen: (id: string, all: string[]) => Promise<unknown>;
  input?: Record<string, unknown>;
  /** Known of a person only once there is a row. */
  isClaimOnly?: boolean;
  stopsService?: boolean;
}

const happenings: Happening[] = [
  { reason: 'NOT_OK_TO_EMAIL', who: 'wants no mail', happen: id => put(id, { okToEmail: false }), stopsService: true },
  {
    ...{ reason: 'NO_EMAIL_ADDRESS', who: 'has no address', stopsService: true },
    happen: id => put(id, { email: null }),
  },
  {
    ...{ reason: 'ADDRESS_CHANGED', who: 'has another address', isClaimOnly: true, stopsService: true },
    happen: id => put(id, { email: 'new.one@example.test' }),
  },
  {
    ...{ reason: 'PERSON_DELETED', who: 'was deleted', stopsService: true },
    happen: id => owner.rest('DELETE', `/leads/${id}`),
  },
  { reason: 'HARD_BOUNCED', who: 'has a dead address', happen: bounced, stopsService: true },
  {
    ...{ reason: 'PROVIDER_BLOCKED', who: 'is blocked by the provider', stopsService: true },
    happen: id =>
      back(id, 'SubscriptionChange', {
        ...{ SuppressSending: true, SuppressionReason: 'ManualSuppression', Origin: 'Customer' },
        ChangedAt: new Date().toISOString(),
      }),
  },
  {
    ...{ reason: 'COMPLAINED', who: 'complained' },
    happen: id => back(id, 'SpamComplaint', { ID: 2, Type: 'SpamComplaint', BouncedAt: new Date().toISOString() }),
  },
  {
    ...{ reason: 'UNSUBSCRIBED', who: 'unsubscribed' },
    happen: async id => press(story, tokenFor(story, practice, await emailOf(id)), { 'List-Unsubscribe': 'One-Click' }),
  },
  {
    ...{ reason: 'UNSUBSCRIBED_FROM_TOPIC', who: 'no longer wants its topic', input: { topic: 'Events' } },
    happen: async id => press(story, tokenFor(story, practice, await emailOf(id)), { action: 'topics' }),
  },
  {
    ...{ reason: 'ADDED_BY_STAFF', who: 'was put on the list by staff' },
    happen: async id => owner.rest('POST', '/suppressions', { email: await emailOf(id) }),
  },
  { reason: 'AUTHORIZATION_REQUIRED', who: 'became a client', happen: convert },
  {
    ...{ reason: 'NO_MARKETING_CONSENT', who: 'gave no consent where that is asked for' },
    happen: async (id, all) => {
      await rule({ requiresMarketingConsent: true });
      const purposes = ['MARKETING', 'NEWSLETTER'];
      for (const [at, other] of all.filter(one => one !== id).entries())
        await say(lead(other), { purpose: purposes[at] });
    },
  },
  {
    ...{ reason: 'FREQUENCY_CAP', who: 'got enough of late' },
    happen: async id => {
      await story.database.query(
        `with made as (insert into email_campaigns
             (id, practice_id, created_at, updated_at, name, name_key, purpose, tracking, status)
           values (gen_random_uuid(), $1, now(), now(), 'Before', 'before', 'COMMERCIAL', '{}', 'SENT') returning id)
         insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
           address_index, state, accepted_at)
         select gen_random_uuid(), $1, made.id, now(), now(), 'LEAD', l.id, l.email_index, 'ACCEPTED',
           now() - interval '6 days' from made, leads l where l.id = $2`,
        [practice.id, id],
      );
      await rule({ frequencyCap: { messages: 1, days: 7 } });
    },
  },
];

const accepted = ['ACCEPTED', null];
const onlySecondSkipped = ([first, second, third]: string[], reason: string) => ({
  [first!]: accepted,
  [second!]: ['SUPPRESSED', reason],
  [third!]: accepted,
});

describe.each(happenings)('$reason: who $who', ({ reason, happen, input, isClaimOnly, stopsService }) => {
  test(`before the freeze ${isClaimOnly ? 'is asked as it is then' : 'gets nothing'}`, async () => {
    const { id, leads } = await startSending(owner, 3, input);
    await happen(leads[1]!, leads);
    await sender().runOnce();
    if (isClaimOnly) return expect((await fatesOf(owner, id))[leads[1]!]).toEqual(accepted);
    expect(await fatesOf(owner, id)).toEqual(onlySecondSkipped(leads, reason));
    expect(sandbox.messages()).toHaveLength(2);
  });

  test('between the freeze and the claim gets nothing', async () => {
    const { id, leads } = await frozenSending({ story, sandbox }, owner, 3, input);
    await emailStep(owner, 'pause', id);
    await happen(leads[1]!, leads);
    await emailStep(owner, 'resume', id);
    await sender().runOnce();
    expect(await fatesOf(owner, id)).toEqual(onlySecondSkipped(leads, reason));
    expect(sandbox.messages()).toHaveLength(2);
    const asked = 'query ($id: ID!) { lead(id: $id) { deliveries(first: 5) { nodes { reason emailCampaignId } } } }';
    const { data } = await owner.graphql(asked, { id: leads[1] });
    // A deleted lead is read no more; its row is found by the campaign.
    const nodes = data?.lead?.deliveries.nodes ?? [{ reason, emailCampaignId: id }];
    expect(nodes).toContainEqual({ reason, emailCampaignId: id });
    expect(await deliveriesOf(owner, id, ['SUPPRESSED'])).toMatchObject([{ recipient: lead(leads[1]!), reason }]);
  });

  test(stopsService ? 'gets no service mail either' : 'still gets service mail', async () => {
    const { id, leads } = await frozenSending({ story, sandbox }, owner, 3, { ...input, purpose: 'SERVICE' });
    await happen(leads[1]!, leads);
    await sender().runOnce();
    expect((await fatesOf(owner, id))[leads[1]!]).toEqual(stopsService ? ['SUPPRESSED', reason] : accepted);
  });
});

test('who left one topic still gets mail about another', async () => {
  const { id, leads } = await startSending(owner, 1, { topic: 'Events' });
  await press(story, tokenFor(story, practice, await emailOf(leads[0]!)), { action: 'topics' });
  const ids = [id];
  for (const input of [{ topic: 'Holidays' }, {}]) {
    ids.push(await addEmailCampaign(owner, { ...sendable, ...everyone(leads), ...input }));
    expect((await emailStep(owner, 'send', ids.at(-1)!)).userErrors).toEqual([]);
  }
  await sender().runOnce();
  const fates = await Promise.all(ids.map(async one => (await fatesOf(owner, one))[leads[0]!]));
  expect(fates).toEqual([['SUPPRESSED', 'UNSUBSCRIBED_FROM_TOPIC'], accepted, accepted]);
});

describe('a client', () => {
  test.each<[string, string[], (person: object) => Promise<unknown>]>([
    [
      'with an authorization gets it',
      accepted as string[],
      p => say(p, { purpose: 'MARKETING', authorization: { signedOn: '2020-01-01' } }),
    ],
    [
      'whose authorization ran out does not',
      ['SUPPRESSED', 'AUTHORIZATION_REQUIRED'],
      p => say(p, { purpose: 'MARKETING', authorization: { signedOn: '2020-01-01', expiresOn: '2021-01-01' } }),
    ],
    [
      'who withdrew it does not',
      ['SUPPRESSED', 'UNSUBSCRIBED'],
      async p => {
        await say(p, { purpose: 'MARKETING', authorization: { signedOn: '2020-01-01' } });
        await withdraw(p, 'MARKETING');
      },
    ],
  ])('%s', async (_, fate, happen) => {
    const { id, leads } = await frozenSending({ story, sandbox }, owner, 2);
    await convert(leads[1]!);
    await happen(lead(leads[1]!));
    await sender().runOnce();
    expect(await fatesOf(owner, id)).toEqual({ [leads[0]!]: accepted, [leads[1]!]: fate });
  });
});

test('PART2_CONSENT_REQUIRED: of a sensitive audience of a Part 2 program, only who consented gets it', async () => {
  await rule({ isPart2Program: true });
  const leads: string[] = [];
  for (const at of [0, 1, 2]) {
    leads.push(await addLead(owner, { email: `part${at}@example.test`, interestedServices: ['SUBSTANCE_USE'] }));
  }
  const segment = await addSegment(owner, { rule: leaf('interestedServices', 'IN', ['SUBSTANCE_USE']) });
  for (const one of leads.slice(1)) await say(lead(one), { purpose: 'PART2_DISCLOSURE' });
  const id = await addEmailCampaign(owner, { ...sendable, segmentIds: [segment.id] });
  expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
  sandbox.faults.set({ next: ['RATE_LIMITED'], retryAfterSeconds: 60 });
  await sender().runOnce();
  await withdraw(lead(leads[2]!), 'PART2_DISCLOSURE');
  sandbox.faults.set({});
  await story.database.query('update send_bucket set blocked_until = null');
  await sender().runOnce();
  expect(await fatesOf(owner, id)).toEqual({
    [leads[0]!]: ['SUPPRESSED', 'PART2_CONSENT_REQUIRED'],
    [leads[1]!]: accepted,
    [leads[2]!]: ['SUPPRESSED', 'PART2_CONSENT_REQUIRED'],
  });
});

test('DUPLICATE_ADDRESS: however it is spelled and whosever it is, an address gets one', async () => {
  await readyToMail(owner);
  const leads = [
    await addLead(owner, { email: 'Kim.Lee@Example.Test' }),
    await addLead(owner, { email: 'kim.LEE@EXAMPLE.test' }),
    await addLead(owner, { email: ' KIM.LEE@EXAMPLE.TEST ', okToEmail: false }),
  ];
  const contact = { type: 'CONTACT', id: await addContact(owner, { email: 'kim.LEE@example.test' }) };
  const id = await addEmailCampaign(owner, { ...sendable, recipients: [...leads.map(lead), contact] });
  expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
  await sender().runOnce();
  const { [leads[2]!]: unwilling, ...others } = await fatesOf(owner, id);
  expect(unwilling).toEqual(['SUPPRESSED', 'NOT_OK_TO_EMAIL']);
  expect(Object.values(others).map(String).sort()).toEqual([
    'ACCEPTED,',
    'SUPPRESSED,DUPLICATE_ADDRESS',
    'SUPPRESSED,DUPLICATE_ADDRESS',
  ]);
  expect(sandbox.messages()).toHaveLength(1);
});

describe('FREQUENCY_CAP: campaigns to the same people at once', () => {
  test.each([1, 2])('give nobody more than %i', async messages => {
    await rule({ frequencyCap: { messages, days: 7 } });
    const { leads } = await addSendable(owner, 20);
    for (let at = 0; at < 4; at++) {
      const id = await addEmailCampaign(owner, { ...sendable, ...everyone(leads) });
      expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
    }
    await Promise.all(Array.from({ length: 8 }, () => sender().runOnce()));
    await sender().runOnce();
    const got = new Map<string, number>();
    for (const [to] of sandbox.messages().map(({ recipients }) => recipients)) got.set(to!, (got.get(to!) ?? 0) + 1);
    expect([got.size, Math.max(...got.values())]).toEqual([20, messages]);
    expect([...got.values()].reduce((sum, count) => sum + count)).toBe(20 * messages);
  });
});
