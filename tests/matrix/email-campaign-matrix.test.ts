import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Permission } from '../../src/platform/access/role-matrix.js';
import { roles } from '../../src/platform/access/roles.js';
import {
  addEmailCampaign,
  addSendable,
  asSent,
  emailCampaignRow,
  emailStep,
  readyToMail,
} from '../support/email-campaigns.js';
import { randomId } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** The lines of email campaigns in the role table, for every role, through both doors; no cell asks whose one is. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
const people = {} as Record<(typeof roles)[number], Person>;

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  await readyToMail(owner);
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(practice, role);
});

const ready = async () => (await addSendable(owner, 1)).id;
const after = (make: () => Promise<string>, step: string) => async () => {
  const id = await make();
  await emailStep(owner, step, id);
  return id;
};
const sending = after(ready, 'send');
const paused = after(sending, 'pause');
const sent = async () => {
  const id = await addEmailCampaign(owner);
  await asSent(story, id);
  return id;
};
const archived = after(sent, 'archive');
const deleted = async () => {
  const id = await ready();
  await owner.rest('DELETE', `/email-campaigns/${id}`);
  return id;
};
const later = () => ({ scheduledAt: new Date(story.clock.now().getTime() + 86_400_000).toISOString() });

const onRow = (name: string, type?: string) =>
  `mutation ($id: ID!${type ? `, $input: ${type}!` : ''}) { answer: ${name}(id: $id${type ? ', input: $input' : ''}) {
    userErrors { code } } }`;

type Way = [Permission, string, () => Promise<string>, string, string, string | undefined, (() => object) | undefined];
const changes: Way[] = [
  [
    'emailCampaign:update',
    'updateEmailCampaign',
    ready,
    'PUT',
    '',
    'UpdateEmailCampaignInput',
    () => ({ name: 'New' }),
  ],
  ['emailCampaign:update', 'archiveEmailCampaign', sent, 'PUT', '/archive', undefined, undefined],
  ['emailCampaign:update', 'unarchiveEmailCampaign', archived, 'PUT', '/unarchive', undefined, undefined],
  ['emailCampaign:delete', 'deleteEmailCampaign', ready, 'DELETE', '', undefined, undefined],
  ['emailCampaign:restore', 'restoreEmailCampaign', deleted, 'POST', '/restore', undefined, undefined],
  ['emailCampaign:schedule', 'scheduleEmailCampaign', ready, 'PUT', '/schedule', 'ScheduleEmailCampaignInput', later],
  ['emailCampaign:send', 'sendEmailCampaign', ready, 'PUT', '/send', undefined, undefined],
  ['emailCampaign:pause', 'pauseEmailCampaign', sending, 'PUT', '/pause', undefined, undefined],
  ['emailCampaign:resume', 'resumeEmailCampaign', paused, 'PUT', '/resume', undefined, undefined],
  ['emailCampaign:cancel', 'cancelEmailCampaign', sending, 'PUT', '/cancel', undefined, undefined],
];

const codes = (answer: { errors?: { extensions: { code: string } }[] }) =>
  (answer.errors ?? []).map(error => error.extensions.code);

describe.each(roles)('%s', role => {
  const may = (permission: Permission) => reach(role, permission) === 'all';

  test.each(changes)('%s: %s', async (permission, name, make, method, path, type, input) => {
    const [first, second] = [await make(), await make()];
    const state = async () => [await emailCampaignRow(story, first), await emailCampaignRow(story, second)];
    const before = await state();
    const rest = await people[role].rest(method, `/email-campaigns/${first}${path}`, input?.());
    const graphql = await people[role].graphql(onRow(name, type), { id: second, ...(input && { input: input() }) });
    const now = await state();
    if (!may(permission)) {
      expect([rest.status, codes(graphql)]).toEqual([403, ['FORBIDDEN']]);
      return expect(now).toEqual(before);
    }
    expect([rest.status < 300, graphql.data.answer.userErrors]).toEqual([true, []]);
    expect(now.map((row, at) => row.version === before[at]!.version)).toEqual([false, false]);
  });

  test('emailCampaign:create', async () => {
    const count = async () =>
      (await story.database.query('select count(*)::int as n from email_campaigns'))[0]!.n as number;
    const before = await count();
    const rest = await people[role].rest('POST', '/email-campaigns', { name: 'A' });
    const graphql = await people[role].graphql(
      'mutation { answer: createEmailCampaign(input: { name: "B" }) { userErrors { code } } }',
    );
    if (!may('emailCampaign:create')) {
      expect([rest.status, codes(graphql), await count()]).toEqual([403, ['FORBIDDEN'], before]);
    } else {
      expect([rest.status, graphql.data.answer.userErrors, await count()]).toEqual([201, [], before + 2]);
    }
  });

  test('emailCampaign:test', async () => {
    const id = await ready();
    const input = { to: ['x@example.test'] };
    const rest = await people[role].rest('POST', `/email-campaigns/${id}/test`, input);
    const graphql = await people[role].graphql(onRow('sendTestEmail', 'SendTestEmailInput'), { id, input });
    if (!may('emailCampaign:test')) expect([rest.status, codes(graphql)]).toEqual([403, ['FORBIDDEN']]);
    else expect([rest.status, graphql.data.answer.userErrors]).toEqual([200, []]);
  });

  test('emailCampaign:read: one, many, filtered, sorted, previewed, and what the viewer may do', async () => {
    const id = await ready();
    const reads = [
      await people[role].graphql(
        '{ emailCampaigns(filter: { status: [DRAFT] }, sort: [{ field: NAME }]) { nodes { id } } }',
      ),
      await people[role].graphql('query ($id: ID!) { emailCampaignAudience(id: $id) { count } }', { id }),
      await people[role].graphql('query ($id: ID!) { emailCampaignReadiness(id: $id) { isReady } }', { id }),
      await people[role].graphql('query ($id: ID!) { emailCampaignPreview(id: $id) { subject } }', { id }),
    ];
    const one = await people[role].graphql(
      'query ($id: ID!) { emailCampaign(id: $id) { id viewerCanUpdate viewerCanDelete viewerCanSchedule viewerCanSend viewerCanTest } }',
      { id },
    );
    const rest = [];
    for (const path of ['', `/${id}`, `/${id}/preview`, `/${id}/audience`, `/${id}/readiness`, `/${id}/recipients`]) {
      rest.push((await people[role].rest('GET', `/email-campaigns${path}`)).status);
    }
    if (!may('emailCampaign:read')) {
      expect([...reads, one].map(codes)).toEqual(Array.from({ length: 5 }, () => ['FORBIDDEN']));
      return expect(rest).toEqual(Array.from({ length: 6 }, () => 403));
    }
    expect([...reads, one].flatMap(codes)).toEqual([]);
    expect(rest).toEqual(Array.from({ length: 6 }, () => 200));
    expect(one.data.emailCampaign).toEqual({
      id,
      viewerCanUpdate: may('emailCampaign:update'),
      viewerCanDelete: may('emailCampaign:delete'),
      viewerCanSchedule: may('emailCampaign:schedule'),
      viewerCanSend: may('emailCampaign:send'),
      viewerCanTest: may('emailCampaign:test'),
    });
  });

  test('emailCampaignStats:read', async () => {
    const { errors } = await people[role].graphql('{ emailCampaignStats { total } }');
    const rest = await people[role].rest('GET', '/email-campaigns/stats');
    const isRead = reach(role, 'emailCampaignStats:read') !== 'none';
    expect([errors === undefined, rest.status]).toEqual([isRead, isRead ? 200 : 403]);
  });

  test('of another practice: exactly as one that there is not', async () => {
    const stranger = await story.practice();
    const foreign = await addEmailCampaign(stranger.owner);
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', '/send'],
      ['DELETE', ''],
      ['GET', '/audience'],
    ] as const) {
      const answer = async (id: string) => {
        const { status, body } = await people[role].rest(method, `/email-campaigns/${id}${path}`);
        return [status, body.error.code, body.error.message];
      };
      expect(await answer(foreign)).toEqual(await answer(randomId));
    }
  });
});

cells(
  'emailCampaign',
  'emailCampaign:schedule',
  'emailCampaign:send',
  'emailCampaign:pause',
  'emailCampaign:resume',
  'emailCampaign:cancel',
  'emailCampaign:test',
  'emailCampaign:restore',
  'emailCampaignStats',
);
