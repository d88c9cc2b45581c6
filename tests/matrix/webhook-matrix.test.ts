import { beforeAll, describe, expect, test } from '@jest/globals';
import { roles } from '../../src/platform/access/roles.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** The webhook line of the role table, for every role, through both doors. */
const story = useStory();
const url = 'https://receiver.example.com/events';
let practice: PracticeInStory;
let owner: Person;

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

const add = async (): Promise<string> => (await owner.rest('POST', '/webhooks', { url })).body.data.id;
const state = () =>
  story.database.query('select id, url, version, sealed_secret from webhooks where practice_id = $1 order by id', [
    practice.id,
  ]);
const onRow = (name: string, result: string, declared = '', passed = '') =>
  `mutation ($id: ID!${declared}) { ${name}(id: $id${passed}) { ${result} userErrors { code } } }`;

const ways = {
  read: [
    { graphql: 'query ($id: ID!) { webhook(id: $id) { id } }', rest: ['GET', ''] },
    { graphql: '{ webhooks { nodes { id } } }', rest: ['GET', '/deliveries'] },
    { graphql: 'query ($id: ID!) { webhookDeliveries(webhookId: $id) { nodes { id } } }', rest: ['GET', null] },
    { graphql: '{ webhookEventTypes }', rest: ['GET', ''] },
  ],
  create: [
    {
      graphql: `mutation { createWebhook(input: { url: "${url}" }) { webhook { id } userErrors { code } } }`,
      rest: ['POST', null, { url }],
    },
  ],
  update: [
    {
      graphql: onRow('updateWebhook', 'webhook { id }', '', ', input: { description: "New" }'),
      rest: ['PUT', '', { description: 'Newer' }],
    },
    { graphql: onRow('rotateWebhookSecret', 'secret'), rest: ['POST', '/rotate-secret', {}] },
    { graphql: onRow('replayWebhook', 'replayed'), rest: ['POST', '/replay', {}] },
    { graphql: onRow('testWebhook', 'deliveryId'), rest: ['POST', '/test', {}] },
  ],
  delete: [{ graphql: onRow('deleteWebhook', 'deletedWebhookId'), rest: ['DELETE', ''] }],
} as const;

describe.each(roles)('%s', role => {
  test.each(Object.keys(ways) as (keyof typeof ways)[])('%s', async action => {
    const person = await story.person(practice, role);
    const isAllowed = reach(role, `webhook:${action}`) === 'all';
    for (const { graphql, rest } of ways[action]) {
      const before = await state();
      const { errors } = await person.graphql(graphql, graphql.includes('$id') ? { id: await add() } : {});
      expect([graphql, errors?.[0]?.extensions.code]).toEqual([graphql, isAllowed ? undefined : 'FORBIDDEN']);
      const [method, path, body] = rest as readonly [string, string | null, object?];
      const answer = await person.rest(method, path === null ? '/webhooks' : `/webhooks/${await add()}${path}`, body);
      expect([method, path, answer.status < 300 ? 'done' : answer.status]).toEqual([
        method,
        path,
        isAllowed ? 'done' : 403,
      ]);
      // Only the two that the owner has just added are new.
      if (!isAllowed) expect((await state()).filter(row => before.some(one => one.id === row.id))).toEqual(before);
    }
    for (const { id } of await state()) await owner.rest('DELETE', `/webhooks/${id}`);
  });
});

cells('webhook');
