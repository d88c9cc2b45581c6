import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Permission } from '../../src/platform/access/role-matrix.js';
import { roles } from '../../src/platform/access/roles.js';
import { addCampaign, step } from '../support/campaigns.js';
import { addLead, listen, randomId } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** The campaign lines of the role table, for every role, through both doors; no cell of theirs asks whose a campaign is. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let lead: string;
const people = {} as Record<(typeof roles)[number], Person>;

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(practice, role);
  lead = await addLead(owner);
});

const startAt = () => new Date(story.clock.now().getTime() + 86_400_000).toISOString();
const draft = () => addCampaign(owner, { startAt: startAt() });
async function active(): Promise<string> {
  const id = await draft();
  await step(owner, 'activate', id);
  return id;
}
async function paused(): Promise<string> {
  const id = await active();
  await step(owner, 'pause', id);
  return id;
}
async function deleted(): Promise<string> {
  const id = await draft();
  await owner.rest('DELETE', `/campaigns/${id}`);
  return id;
}
async function archived(): Promise<string> {
  const id = await draft();
  await step(owner, 'archive', id);
  return id;
}
async function withRecipient(): Promise<string> {
  const id = await draft();
  await owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients: [{ type: 'LEAD', id: lead }] });
  return id;
}

const state = (id: string) =>
  story.database.query(
    `select c.*, (select count(*)::int from campaign_recipients r where r.campaign_id = c.id) as recipients,
       (select count(*)::int from campaign_expenses e where e.campaign_id = c.id) as expenses
     from campaigns c where c.id = $1`,
    [id],
  );
const onRow = (name: string, declared = '', passed = '') =>
  `mutation ($id: ID!${declared}) { answer: ${name}(id: $id${passed}) { userErrors { code } } }`;
const withInput = (name: string, type: string) => onRow(name, `, $input: ${type}!`, ', input: $input');

type Way = [Permission, string, () => Promise<string>, string, string, string, object | undefined];
const changes: Way[] = [
  [
    'campaign:update',
    'updateCampaign',
    draft,
    withInput('updateCampaign', 'UpdateCampaignInput'),
    'PUT',
    '',
    { name: 'New' },
  ],
  ['campaign:delete', 'deleteCampaign', draft, onRow('deleteCampaign'), 'DELETE', '', undefined],
  ['campaign:restore', 'restoreCampaign', deleted, onRow('restoreCampaign'), 'POST', '/restore', undefined],
  ['campaign:schedule', 'scheduleCampaign', draft, onRow('scheduleCampaign'), 'PUT', '/schedule', undefined],
  ['campaign:activate', 'activateCampaign', draft, onRow('activateCampaign'), 'PUT', '/activate', undefined],
  ['campaign:pause', 'pauseCampaign', active, onRow('pauseCampaign'), 'PUT', '/pause', undefined],
  ['campaign:resume', 'resumeCampaign', paused, onRow('resumeCampaign'), 'PUT', '/resume', undefined],
  ['campaign:complete', 'completeCampaign', active, onRow('completeCampaign'), 'PUT', '/complete', undefined],
  ['campaign:cancel', 'cancelCampaign', active, onRow('cancelCampaign'), 'PUT', '/cancel', undefined],
  ['campaign:update', 'archiveCampaign', draft, onRow('archiveCampaign'), 'PUT', '/archive', undefined],
  ['campaign:update', 'unarchiveCampaign', archived, onRow('unarchiveCampaign'), 'PUT', '/unarchive', undefined],
];

const codes = (answer: { errors?: { extensions: { code: string } }[] }) =>
  (answer.errors ?? []).map(error => error.extensions.code);

describe.each(roles)('%s', role => {
  const may = (permission: Permission) => reach(role, permission) === 'all';

  test.each(changes)('%s: %s', async (permission, _, make, mutation, method, path, input) => {
    const [first, second] = [await make(), await make()];
    const before = [await state(first), await state(second)];
    const rest = await people[role].rest(method, `/campaigns/${first}${path}`, input);
    const graphql = await people[role].graphql(mutation, { id: second, ...(input && { input }) });
    const after = [await state(first), await state(second)];
    if (!may(permission)) {
      expect([rest.status, codes(graphql)]).toEqual([403, ['FORBIDDEN']]);
      return expect(after).toEqual(before);
    }
    expect([rest.status < 300, graphql.data.answer.userErrors]).toEqual([true, []]);
    expect(after.map((rows, at) => rows[0]!.version === before[at]![0]!.version)).toEqual([false, false]);
  });

  test('campaign:update: recipients and expenses', async () => {
    const id = await withRecipient();
    const other = await draft();
    const before = [await state(id), await state(other)];
    const person = { type: 'LEAD', id: lead };
    const expense = { spentOn: '2026-01-01', amountMinor: 5 };
    const answers = [
      await people[role].rest('PUT', `/campaigns/${other}/recipients`, { recipients: [person] }),
      await people[role].rest('DELETE', `/campaigns/${id}/recipients/LEAD/${lead}`),
      await people[role].rest('POST', `/campaigns/${id}/expenses`, expense),
    ];
    const mutations = [
      await people[role].graphql(withInput('addCampaignRecipients', 'AddCampaignRecipientsInput'), {
        id,
        input: { recipients: [person] },
      }),
      await people[role].graphql(withInput('removeCampaignRecipient', 'PersonInput'), { id: other, input: person }),
      await people[role].graphql(withInput('recordCampaignExpense', 'RecordCampaignExpenseInput'), {
        id,
        input: expense,
      }),
    ];
    if (!may('campaign:update')) {
      expect(answers.map(answer => answer.status)).toEqual([403, 403, 403]);
      expect(mutations.flatMap(codes)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
      return expect([await state(id), await state(other)]).toEqual(before);
    }
    expect(answers.map(answer => answer.status)).toEqual([200, 204, 201]);
    expect(mutations.flatMap(({ data }) => data.answer.userErrors)).toEqual([]);
    expect(await state(id)).toMatchObject([{ recipients: 1, expenses: 2 }]);
  });

  test('campaign:create', async () => {
    const count = async () => (await story.database.query('select count(*)::int as n from campaigns'))[0]!.n as number;
    const before = await count();
    const rest = await people[role].rest('POST', '/campaigns', { name: 'A' });
    const graphql = await people[role].graphql(
      'mutation { answer: createCampaign(input: { name: "B" }) { userErrors { code } } }',
    );
    if (!may('campaign:create')) {
      expect([rest.status, codes(graphql), await count()]).toEqual([403, ['FORBIDDEN'], before]);
    } else {
      expect([rest.status, graphql.data.answer.userErrors, await count()]).toEqual([201, [], before + 2]);
    }
  });

  test('campaign:read: one, many, filtered, and what the viewer may do', async () => {
    const id = await draft();
    const one = await people[role].graphql(
      'query ($id: ID!) { campaign(id: $id) { id viewerCanUpdate viewerCanDelete viewerCanSchedule viewerCanActivate viewerCanPause viewerCanCancel } }',
      { id },
    );
    const many = await people[role].graphql('{ campaigns(first: 100, filter: { status: [DRAFT] }) { nodes { id } } }');
    const rest = [
      await people[role].rest('GET', `/campaigns/${id}`),
      await people[role].rest('GET', '/campaigns?limit=100'),
    ];
    if (!may('campaign:read')) {
      expect([codes(one), codes(many), rest.map(answer => answer.status)]).toEqual([
        ['FORBIDDEN'],
        ['FORBIDDEN'],
        [403, 403],
      ]);
      return;
    }
    expect(one.data.campaign).toEqual({
      id,
      viewerCanUpdate: may('campaign:update'),
      viewerCanDelete: may('campaign:delete'),
      viewerCanSchedule: may('campaign:schedule'),
      viewerCanActivate: may('campaign:activate'),
      viewerCanPause: false,
      viewerCanCancel: may('campaign:cancel'),
    });
    expect(many.data.campaigns.nodes).toContainEqual({ id });
    expect(rest.map(answer => answer.status)).toEqual([200, 200]);
    expect(rest[1]!.body.data.map((row: { id: string }) => row.id)).toContain(id);
  });

  test('campaign:restore: the deleted ones', async () => {
    const id = await deleted();
    const graphql = await people[role].graphql(
      '{ campaigns(first: 100, filter: { isDeleted: true }) { nodes { id } } }',
    );
    const rest = await people[role].rest('GET', '/campaigns?limit=100&isDeleted=true');
    if (!may('campaign:restore')) return expect([codes(graphql), rest.status]).toEqual([['FORBIDDEN'], 403]);
    expect(graphql.data.campaigns.nodes).toContainEqual({ id });
    expect(rest.body.data.map((row: { id: string }) => row.id)).toContain(id);
  });

  test('campaign:read: the figures as they change', async () => {
    const id = await draft();
    const subscription = 'subscription ($id: ID!) { campaignMetrics(campaignId: $id) { metrics { spentMinor } } }';
    if (!may('campaign:read')) {
      const refused = await people[role].subscribe(subscription, { id });
      return expect(JSON.stringify((await refused.ended) ?? refused.received)).toContain('FORBIDDEN');
    }
    const told = await listen(story, people[role], subscription, { id });
    await owner.rest('POST', `/campaigns/${id}/expenses`, { spentOn: '2026-01-01', amountMinor: 5 });
    expect((await told.next()).data.campaignMetrics.metrics.spentMinor).toBe(5);
    told.stop();
  });

  test('an id of another practice answers like one that is nobody’s', async () => {
    const other = await story.practice();
    const theirs = await addCampaign(other.owner, { startAt: startAt() });
    const answers = [];
    for (const id of [theirs, randomId]) {
      const read = await people[role].graphql('query ($id: ID!) { campaign(id: $id) { id } }', { id });
      const rests = [await people[role].rest('GET', `/campaigns/${id}`)];
      for (const [, , , , method, path, input] of changes) {
        rests.push(await people[role].rest(method, `/campaigns/${id}${path}`, input));
      }
      rests.push(await people[role].rest('DELETE', `/campaigns/${id}/recipients/LEAD/${lead}`));
      const bodies = rests.map(({ status, body }) => [status, body.error.code, body.error.message]);
      answers.push([read.data, codes(read), bodies]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(await state(theirs)).toMatchObject([{ status: 'DRAFT', version: 1, deleted_at: null }]);
  });
});

cells(
  'campaign',
  'campaign:schedule',
  'campaign:activate',
  'campaign:pause',
  'campaign:resume',
  'campaign:complete',
  'campaign:cancel',
  'campaign:restore',
);
