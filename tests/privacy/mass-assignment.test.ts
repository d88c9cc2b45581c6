import { beforeAll, describe, expect, test } from '@jest/globals';
import { getNullableType, isInputObjectType } from 'graphql';
import { callOf, requestOf, rootFields, routes } from '../support/doors.js';
import { useStory } from '../support/story.js';
import { allCalls } from './calls/index.js';

/** What the server keeps for itself is set by no input, through either door, and whatever is refused changes nothing. */
const story = useStory();
const { graphql, rest, world } = allCalls(story);
beforeAll(() => world.begin());

const kept = {
  id: '01890000-0000-7000-8000-00000000abcd',
  practice: 'x',
  practiceId: '01890000-0000-7000-8000-00000000abcd',
  version: 9,
  createdAt: '2020-01-01T00:00:00Z',
  createdById: '01890000-0000-7000-8000-00000000abcd',
  deletedAt: '2020-01-01T00:00:00Z',
  isOnLegalHold: true,
  convertedAt: '2020-01-01T00:00:00Z',
  completedAt: '2020-01-01T00:00:00Z',
  activatedAt: '2020-01-01T00:00:00Z',
  acknowledgedAt: '2020-01-01T00:00:00Z',
  sentAt: '2020-01-01T00:00:00Z',
  isSensitive: false,
  isTriggered: true,
  frozenAt: '2020-01-01T00:00:00Z',
  publishedNumber: 7,
  liftedAt: '2020-01-01T00:00:00Z',
  addressIndex: 'x',
  sealedRule: 'x',
  secret: 'x',
  joined: 1,
  __proto__x: 1,
};
const changes = rootFields.filter(({ kind, entry }) => kind === 'mutation' && entry !== 'public');
/** Nouns whose state is moved by actions of its own only. */
const statesByActions = /^(create|update)(Campaign|EmailCampaign|Referral|Webhook)$|^recordReferral$/;

const inputs = changes.flatMap(root => {
  const input = root.field.args.find(arg => arg.name === 'input');
  const type = input && getNullableType(input.type);
  if (!isInputObjectType(type)) return [];
  const own = Object.keys(type.getFields());
  const status =
    statesByActions.test(root.field.name) && root.field.name !== 'updateReferral' ? { status: 'ACTIVE' } : {};
  const foreign = Object.entries({ ...kept, ...status }).filter(([name]) => !own.includes(name));
  return [[root.field.name, root, foreign] as const];
});

test('the state of a campaign is no input', () => {
  const names = inputs.map(([name, , foreign]) => [name, foreign.some(([field]) => field === 'status')]);
  expect(names).toContainEqual(['createCampaign', true]);
  expect(names).toContainEqual(['updateCampaign', true]);
});

describe.each(inputs)('%s', (name, root, foreign) => {
  test('GraphQL takes no such field', async () => {
    const good = await graphql[root.name]!();
    const by = good.by?.() ?? world.owner;
    for (const [field, value] of foreign) {
      const given = { ...good.variables, input: { ...(good.variables?.input as object), [field]: value } };
      const { text, variables } = callOf(root, given);
      const { data, errors } = await by.graphql(text, variables);
      expect([field, data ?? null, errors?.[0]?.extensions.code]).toEqual([field, null, 'BAD_USER_INPUT']);
    }
  });

  const route = routes.find(one => one.operation === name && !one.rawBody && !/\/:\w+Id$/.test(one.address));
  if (!route || route.method === 'delete') return;

  test('REST says of each that it knows it not', async () => {
    const { by, method, path, body, headers } = await requestOf(route.name, rest[route.name]!);
    for (const [field, value] of foreign) {
      const answer = await by.rest(method, path, { ...(body as object), [field]: value }, headers);
      const codes = (answer.body?.error?.details ?? []).map((one: { code: string }) => one.code);
      expect([field, answer.status, codes]).toEqual([field, 422, ['UNKNOWN_FIELD']]);
    }
  });
});
