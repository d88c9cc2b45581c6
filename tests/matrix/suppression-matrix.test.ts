import { beforeAll, describe, expect, test } from '@jest/globals';
import { roles } from '../../src/platform/access/roles.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { cells, type Line, reach } from './table.js';

/** The lines of suppressions and topics of the role table, for every role, through both doors. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let other: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  ({ owner: other } = await story.practice());
});

let count = 0;
const next = () => ++count;
const onRow = (name: string, result: string, passed = '') =>
  `mutation ($id: ID!) { ${name}(id: $id${passed}) { ${result} userErrors { code } } }`;

interface Way {
  graphql: () => string;
  rest: (id: string) => [string, string, object?];
}
interface Noun {
  url: string;
  table: string;
  body: () => object;
  ways: Record<string, Way[]>;
}

const nouns: Record<string, Noun> = {
  suppression: {
    url: '/suppressions',
    table: 'suppressions',
    body: () => ({ email: `m${next()}@example.org` }),
    ways: {
      read: [
        { graphql: () => 'query ($id: ID!) { suppression(id: $id) { id email } }', rest: id => ['GET', `/${id}`] },
        { graphql: () => '{ suppressions(filter: { email: "a@b.example" }) { totalCount } }', rest: () => ['GET', ''] },
      ],
      create: [
        {
          graphql: () =>
            `mutation { createSuppression(input: { email: "m${next()}@example.org" }) { userErrors { code } } }`,
          rest: () => ['POST', '', { email: `m${next()}@example.org` }],
        },
        {
          graphql: () => `mutation { importSuppressions(input: { emails: ["m${next()}@example.org"] }) { added } }`,
          rest: () => ['POST', '/import', { emails: [`m${next()}@example.org`] }],
        },
      ],
      delete: [{ graphql: () => onRow('liftSuppression', 'suppression { id }'), rest: id => ['PUT', `/${id}/lift`] }],
    },
  },
  mailTopic: {
    url: '/mail-topics',
    table: 'mail_topics',
    body: () => ({ name: `Topic ${next()}` }),
    ways: {
      read: [
        { graphql: () => 'query ($id: ID!) { mailTopic(id: $id) { id name } }', rest: id => ['GET', `/${id}`] },
        { graphql: () => '{ mailTopics { totalCount } }', rest: () => ['GET', ''] },
      ],
      create: [
        {
          graphql: () => `mutation { createMailTopic(input: { name: "Topic ${next()}" }) { userErrors { code } } }`,
          rest: () => ['POST', '', { name: `Topic ${next()}` }],
        },
      ],
      update: [
        {
          graphql: () => onRow('updateMailTopic', 'mailTopic { id }', ', input: { description: "New" }'),
          rest: id => ['PUT', `/${id}`, { isRetired: true }],
        },
      ],
      delete: [{ graphql: () => onRow('deleteMailTopic', 'deletedMailTopicId'), rest: id => ['DELETE', `/${id}`] }],
    },
  },
};

const added = async ({ url, body }: Noun): Promise<string> => (await owner.rest('POST', url, body())).body.data.id;
const state = ({ table }: Noun) =>
  story.database.query(`select * from ${table} where practice_id = $1 order by id`, [practice.id]);

const rows = Object.entries(nouns).flatMap(([line, noun]) =>
  Object.keys(noun.ways).map(action => ({ line, action, noun })),
);

describe.each(roles)('%s', role => {
  test.each(rows)('$line:$action', async ({ line, action, noun }) => {
    const person = await story.person(practice, role);
    const isAllowed = reach(role, `${line}:${action}` as never) === 'all';
    for (const { graphql, rest } of noun.ways[action]!) {
      const text = graphql();
      const ids = [await added(noun), await added(noun)] as const;
      const before = await state(noun);
      const { data, errors } = await person.graphql(text, text.includes('$id') ? { id: ids[0] } : {});
      expect([text, errors?.[0]?.extensions.code]).toEqual([text, isAllowed ? undefined : 'FORBIDDEN']);
      if (isAllowed) expect(Object.values(data as object)[0]?.userErrors ?? []).toEqual([]);
      const [method, path, body] = rest(ids[1]);
      const { status } = await person.rest(method, `${noun.url}${path}`, body);
      expect([method, path, status < 300 ? 'done' : status]).toEqual([method, path, isAllowed ? 'done' : 403]);
      if (!isAllowed || action === 'read') expect(await state(noun)).toEqual(before);
      else expect(await state(noun)).not.toEqual(before);
    }
  });
});

test.each(rows)("$line:$action of another practice's row is of one that is not there", async ({ action, noun }) => {
  for (const { graphql, rest } of noun.ways[action]!) {
    const text = graphql();
    if (!text.includes('$id')) continue;
    const id = await added(noun);
    const before = await state(noun);
    const { data } = await other.graphql(text, { id });
    const answer = Object.values(data as object)[0];
    if (action === 'read') expect(answer).toBeNull();
    else expect(answer.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
    const [method, path, body] = rest(id);
    expect((await other.rest(method, `${noun.url}${path}`, body)).status).toBe(404);
    expect(await state(noun)).toEqual(before);
  }
});

cells('suppression' as Line, 'mailTopic' as Line);
