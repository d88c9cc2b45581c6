import { beforeAll, describe, expect, test } from '@jest/globals';
import { addEmailCampaign, sendable } from '../../support/email-campaigns.js';
import { randomId } from '../../support/leads.js';
import { type Person, useStory } from '../../support/story.js';

/** Whatever is sent to the nouns of mail, through either door, is refused as bad: nothing of it is an error of ours. */
const story = useStory();
let owner: Person;
let draft: string;
beforeAll(async () => {
  ({ owner } = await story.practice());
  draft = await addEmailCampaign(owner, sendable);
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

/** What no field takes. */
const never: [string, unknown][] = [
  ['NUL', 'a\u0000b'],
  ['half a surrogate pair', 'x\ud800y'],
  ['a number beyond 2^53', 2 ** 53 + 2],
  ['a bomb of depth', deep(20)],
  ['a list of lists', [[['x']]]],
];
/** What no instant is. */
const noInstants = [
  '2026-02-30T10:00:00Z',
  '0000-01-01T00:00:00Z',
  '+275761-01-01T00:00:00Z',
  '2026-01-01',
  'NaN',
  1e21,
];

interface Noun {
  field: string;
  input: string;
  path: () => string;
  method?: string;
  /** Arguments before the input. */
  id?: () => string;
  good: Record<string, unknown>;
  fields: readonly string[];
  instants?: readonly string[];
}

const body = { subject: 'Hello', html: '<p>Hello</p>' };
const nouns: Record<string, Noun> = {
  'a template': {
    ...{ field: 'createEmailTemplate', input: 'CreateEmailTemplateInput', path: () => '/email-templates' },
    good: { name: 'T', purpose: 'COMMERCIAL', ...body },
    fields: ['name', 'purpose', 'subject', 'preheader', 'html', 'mjml', 'text'],
  },
  'an email campaign': {
    ...{ field: 'createEmailCampaign', input: 'CreateEmailCampaignInput', path: () => '/email-campaigns' },
    good: { name: 'E', ...body },
    fields: [
      ...[
        'name',
        'campaignId',
        'templateId',
        'purpose',
        'subject',
        'preheader',
        'html',
        'text',
        'fromName',
        'fromEmail',
      ],
      ...['replyTo', 'segmentIds', 'excludeSegmentIds', 'recipients', 'tracking', 'topic'],
    ],
  },
  'a schedule': {
    ...{ field: 'scheduleEmailCampaign', input: 'ScheduleEmailCampaignInput', method: 'PUT' },
    path: () => `/email-campaigns/${draft}/schedule`,
    id: () => draft,
    good: { scheduledAt: '2030-01-01T00:00:00Z' },
    fields: ['scheduledAt', 'timeZone'],
    instants: ['scheduledAt'],
  },
  'a test': {
    ...{ field: 'sendTestEmail', input: 'SendTestEmailInput', path: () => `/email-campaigns/${draft}/test` },
    id: () => draft,
    good: { to: ['a@example.test'] },
    fields: ['to'],
  },
  'a topic': {
    ...{ field: 'createMailTopic', input: 'CreateMailTopicInput', path: () => '/mail-topics' },
    good: { name: 'News' },
    fields: ['name', 'description'],
  },
  'a suppression': {
    ...{ field: 'createSuppression', input: 'CreateSuppressionInput', path: () => '/suppressions' },
    good: { email: 'a@example.test' },
    fields: ['email'],
  },
  'the end of a delivery': {
    ...{ field: 'resolveDelivery', input: 'ResolveDeliveryInput', path: () => `/deliveries/${randomId}/resolve` },
    id: () => randomId,
    good: { as: 'RESEND' },
    fields: ['as', 'resolution'],
  },
};

/** Both doors refuse it, as something of the caller's. */
async function refused(noun: Noun, input: Record<string, unknown>, what: string): Promise<void> {
  const rest = await owner.rest(noun.method ?? 'POST', noun.path(), input);
  expect([what, [400, 422].includes(rest.status), rest.status]).toEqual([what, true, rest.status]);
  const given = noun.id ? `$id: ID!, $input: ${noun.input}!` : `$input: ${noun.input}!`;
  const handed = noun.id ? 'id: $id, input: $input' : 'input: $input';
  const text = `mutation (${given}) { done: ${noun.field}(${handed}) { userErrors { code } } }`;
  const { status, data, errors } = await owner.graphql(text, { input, ...(noun.id && { id: noun.id() }) });
  const codes = [...(errors ?? []).map(error => error.extensions.code), ...(data?.done?.userErrors ?? [])];
  expect([what, status < 500, codes.length > 0]).toEqual([what, true, true]);
  expect([what, ...codes]).not.toContain('INTERNAL_SERVER_ERROR');
}

describe.each(Object.entries(nouns))('%s', (_, noun) => {
  test.each(never)('%s in each field', async (kind, value) => {
    for (const field of noun.fields) {
      await refused(noun, { ...noun.good, [field]: value }, `${field}: ${kind}`);
      await refused(noun, { ...noun.good, [field]: [value] }, `${field}: list of ${kind}`);
    }
  });

  test('a field that there is not, and one by hand', async () => {
    for (const field of ['colour', 'practiceId', 'status', 'sentAt', 'createdById', 'constructor', 'a\u0000b'])
      await refused(noun, { ...noun.good, [field]: 'x' }, field);
  });

  test('no instant', async () => {
    for (const field of noun.instants ?? [])
      for (const at of noInstants) await refused(noun, { ...noun.good, [field]: at }, `${field}: ${at}`);
  });

  test.each([
    ['not JSON', '{"name": '],
    ['a number beyond 2^53', '{"name":9007199254740993}'],
    ['NaN', '{"name":NaN}'],
    ['an endless number', '{"name":1e999}'],
    ['a bomb of depth', JSON.stringify(deep(500))],
    ['a field twice', '{"name":"a","name":"b"}'],
    ['a list', '[]'],
    ['a word', '"x"'],
    ['null', 'null'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ])('a body that is %s', async (_kind, raw) => {
    const { status } = await owner.rest(noun.method ?? 'POST', noun.path(), raw);
    expect([400, 422]).toContain(status);
  });
});

describe('lists', () => {
  const lists = ['/email-templates', '/email-campaigns', '/mail-topics', '/suppressions'];
  test.each([...lists, '/email-campaigns/stats'])('%s', async path => {
    const queries = [
      'search=%00',
      'limit=9007199254740993',
      'limit=NaN',
      'page=1e99',
      'cursor=%ed%a0%80',
      'cursor=AAAA',
    ];
    const more = ['from=2026-02-30T00:00:00Z', 'sort=%00', 'createdAtFrom=0000-00-00', 'status=%00', 'a%00b=1'];
    for (const query of [...queries, ...more]) {
      const { status } = await owner.rest('GET', `${path}?${query}`);
      expect([query, [400, 422].includes(status), status]).toEqual([query, true, status]);
    }
  });

  test.each(['emailTemplates', 'emailCampaigns', 'suppressions', 'mailTopics'])('%s', async list => {
    const ask = async (args: string) => {
      const { status, data, errors = [] } = await owner.graphql(`{ ${list}(${args}) { totalCount } }`);
      expect([args, status < 500]).toEqual([args, true]);
      expect(errors.map(error => error.extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
      return { data, errors };
    };
    for (const bad of ['first: 9007199254740993', 'after: "\\ud800"', 'after: "AAAA"', 'first: -1'])
      expect([bad, (await ask(bad)).errors.length > 0]).toEqual([bad, true]);
    // no word to search by, where there is a search
    const none = await ask('search: "\\u0000"');
    expect(none.errors.length > 0 || none.data[list].totalCount === 0).toBe(true);
  });
});
