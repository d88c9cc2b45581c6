import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Permission } from '../../src/platform/access/role-matrix.js';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { addContact, addOrganization } from '../support/contacts.js';
import { randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** The lines of the role table about contacts, organizations and tags, for every role, through both doors. */
const story = useStory();
let owner: Person;
const people = {} as Record<Role, Person>;

beforeAll(async () => {
  const began = await story.practice();
  owner = began.owner;
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(began.practice, role);
});

const nouns = {
  contact: { table: 'contacts', add: addContact, change: { title: 'Dr' }, create: { firstName: 'A', lastName: 'B' } },
  organization: { table: 'organizations', add: addOrganization, change: { kind: 'School' }, create: { name: 'A' } },
} as const;
type Noun = keyof typeof nouns;
const nounNames = Object.keys(nouns) as Noun[];

const state = async () => ({
  contacts: await story.database.query('select * from contacts where practice_id = $1 order by id', [
    owner.practice.id,
  ]),
  organizations: await story.database.query('select * from organizations where practice_id = $1 order by id', [
    owner.practice.id,
  ]),
  interactions: await story.database.query('select id from interactions where practice_id = $1', [owner.practice.id]),
});
const codes = (answer: { errors?: { extensions: { code: string } }[] }) =>
  (answer.errors ?? []).map(error => error.extensions.code);
const big = (noun: string) => `${noun[0]!.toUpperCase()}${noun.slice(1)}`;
const own = (noun: Noun, role: Role, isOwn: boolean) =>
  noun === 'contact' ? { assignedToId: isOwn ? people[role].id : owner.id } : {};

/** How one way in of a noun is tried: the permission it needs, and a call through each door on a row of the owner's. */
interface Way {
  permission: Permission;
  graphql: string;
  variables?: (id: string) => Record<string, unknown>;
  rest: (id: string) => [string, string, object?];
  prepare?: (id: string) => Promise<unknown>;
}

const onRow = (name: string, declared = '', passed = '') =>
  `mutation ($id: ID!${declared}) { answer: ${name}(id: $id${passed}) { userErrors { code } } }`;

const waysOf = (noun: Noun): Record<string, Way> => {
  const { table, change, create } = nouns[noun];
  const path = `/${table}`;
  return {
    one: {
      permission: `${noun}:read`,
      graphql: `query ($id: ID!) { answer: ${noun}(id: $id) { id } }`,
      rest: id => ['GET', `${path}/${id}`],
    },
    list: { permission: `${noun}:read`, graphql: `{ answer: ${table} { nodes { id } } }`, rest: () => ['GET', path] },
    filter: {
      permission: `${noun}:read`,
      graphql: `{ answer: ${table}(filter: { phone: "+15035550142" }, sort: [{ field: CREATED_AT }], search: "a") { nodes { id } } }`,
      rest: () => ['GET', `${path}?phone=${encodeURIComponent('+15035550142')}&sort=createdAt&search=a`],
    },
    deleted: {
      permission: `${noun}:restore`,
      graphql: `{ answer: ${table}(filter: { isDeleted: true }) { nodes { id } } }`,
      rest: () => ['GET', `${path}?isDeleted=true`],
    },
    create: {
      permission: `${noun}:create`,
      graphql: `mutation ($input: Create${big(noun)}Input!) { answer: create${big(noun)}(input: $input) { userErrors { code } } }`,
      variables: () => ({ input: create }),
      rest: () => ['POST', path, create],
    },
    update: {
      permission: `${noun}:update`,
      graphql: onRow(`update${big(noun)}`, `, $input: Update${big(noun)}Input!`, ', input: $input'),
      variables: id => ({ id, input: change }),
      rest: id => ['PUT', `${path}/${id}`, change],
    },
    delete: {
      permission: `${noun}:delete`,
      graphql: onRow(`delete${big(noun)}`),
      rest: id => ['DELETE', `${path}/${id}`],
    },
    restore: {
      permission: `${noun}:restore`,
      graphql: onRow(`restore${big(noun)}`),
      rest: id => ['POST', `${path}/${id}/restore`, {}],
      prepare: id => owner.rest('DELETE', `${path}/${id}`),
    },
    ...(noun === 'contact' && {
      interaction: {
        permission: 'contact:update' as const,
        graphql: onRow('addContactInteraction', '', ', input: { kind: CALL, direction: OUTBOUND, summary: "Said" }'),
        rest: (id: string) => ['POST', `${path}/${id}/interactions`, { kind: 'CALL', direction: 'OUTBOUND' }],
      },
    }),
  } as Record<string, Way>;
};

const cases = nounNames.flatMap(noun => Object.entries(waysOf(noun)).map(([name, way]) => [noun, name, way] as const));

describe.each([...roles])('%s', role => {
  test.each(cases)('%s: %s', async (noun, _, way) => {
    for (const isOwn of [true, false]) {
      const add = async () => {
        const id = await nouns[noun].add(owner, { phone: '+15035550142', ...own(noun, role, isOwn) });
        await way.prepare?.(id);
        return id;
      };
      const [first, second] = [await add(), await add()];
      const before = await state();
      const [method, path, body] = way.rest(first);
      const rest = await people[role].rest(method, path, body);
      const graphql = await people[role].graphql(way.graphql, way.variables?.(second) ?? { id: second });
      const scope = reach(role, way.permission);
      if (scope === 'all' || (scope === 'own' && isOwn)) {
        expect([rest.status < 300, codes(graphql)]).toEqual([true, []]);
        expect(graphql.data.answer?.userErrors ?? []).toEqual([]);
        if (way.graphql.startsWith('mutation')) expect(await state()).not.toEqual(before);
      } else {
        expect([rest.status, codes(graphql)]).toEqual([403, ['FORBIDDEN']]);
        expect(await state()).toEqual(before);
      }
    }
  });

  test.each(nounNames)('%s: what the viewer may do with a row is told with it', async noun => {
    const id = await nouns[noun].add(owner);
    const { data } = await people[role].graphql(
      `query ($id: ID!) { answer: ${noun}(id: $id) { viewerCanUpdate viewerCanDelete } }`,
      { id },
    );
    expect(data.answer).toEqual({
      viewerCanUpdate: reach(role, `${noun}:update`) === 'all',
      viewerCanDelete: reach(role, `${noun}:delete`) === 'all',
    });
  });

  test.each(nounNames)('%s: an id of another practice answers like one that is nobody’s', async noun => {
    const other = await story.practice();
    const theirs = await nouns[noun].add(other.owner);
    const answers: unknown[] = [];
    for (const id of [theirs, randomId]) {
      const tried: unknown[] = [];
      for (const way of Object.values(waysOf(noun))) {
        const [method, path, body] = way.rest(id);
        if (!path.includes(id)) continue;
        const { status, body: answer } = await people[role].rest(method, path, body);
        const graphql = await people[role].graphql(way.graphql, way.variables?.(id) ?? { id });
        tried.push([status, answer?.error?.code, answer?.error?.message, graphql.data, codes(graphql)]);
      }
      answers.push(tried);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(((answers[0] as unknown[][])[0] as unknown[])[0]).toBe(404);
  });

  test('tag:rename', async () => {
    const id = await addContact(owner, { tags: ['before'] });
    const rest = await people[role].rest('POST', '/tags/rename', { from: 'before', to: 'between' });
    const from = rest.status < 300 ? 'between' : 'before';
    const graphql = await people[role].graphql(
      `mutation { answer: renameTag(input: { from: "${from}", to: "after" }) { userErrors { code } } }`,
    );
    const [row] = await story.database.query('select tags from contacts where id = $1', [id]);
    const isAllowed = reach(role, 'tag:rename') === 'all';
    expect([rest.status, codes(graphql)]).toEqual(isAllowed ? [200, []] : [403, ['FORBIDDEN']]);
    expect(row!.tags).toEqual([isAllowed ? 'after' : 'before']);
    await owner.rest('PUT', `/contacts/${id}`, { tags: null });
  });

  test('tags counts those of what the viewer may read', async () => {
    const tag = `of ${role}`.toLowerCase();
    await addContact(owner, { tags: [tag] });
    const { data } = await people[role].graphql('query ($prefix: String) { tags(prefix: $prefix) { count } }', {
      prefix: tag,
    });
    expect(data.tags).toEqual(reach(role, 'contact:read') === 'all' ? [{ count: 1 }] : []);
  });
});

cells('contact', 'contact:restore', 'organization', 'organization:restore', 'tag:rename');
