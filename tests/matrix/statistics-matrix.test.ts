import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { type Person, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** The statistics lines of the role table, for every role, through both doors. */
const story = useStory();
const people = {} as Record<Role, Person>;
const nouns = ['contact', 'task', 'campaign'] as const;
type Noun = (typeof nouns)[number];

/** Twelve rows of someone's own, so that they show to everyone who may see all. */
const add: Record<Noun, string> = {
  contact: `insert into contacts (id, practice_id, created_at, updated_at, name_key, assigned_to_id)
    select gen_random_uuid(), $1, now(), now(), 'x', $2 from generate_series(1, 12)`,
  task: `insert into tasks (id, practice_id, created_at, updated_at, title, assigned_to_id)
    select gen_random_uuid(), $1, now(), now(), 'x', $2 from generate_series(1, 12)`,
  campaign: `insert into campaigns (id, practice_id, created_at, updated_at, name, name_key, type, currency, owner_id)
    select gen_random_uuid(), $1, now(), now(), 'x', 'x', 'EVENT', 'USD', $2 from generate_series(1, 12)`,
};

beforeAll(async () => {
  const { practice, owner } = await story.practice();
  const other = await story.practice();
  for (const role of roles) {
    people[role] = role === 'OWNER' ? owner : await story.person(practice, role);
    for (const noun of nouns) await story.database.query(add[noun], [practice.id, people[role].id]);
  }
  for (const noun of nouns) await story.database.query(add[noun], [other.practice.id, other.owner.id]);
});

describe.each([...roles])('%s', role => {
  test.each([...nouns])('counts every %s, its own, or none', async noun => {
    const permission = `${noun}Stats:read` as const;
    const scope = reach(role, permission);
    const graphql = await people[role].graphql(`{ ${noun}Stats { total isRestricted } }`);
    const rest = await people[role].rest('GET', `/${noun}s/stats`);
    if (scope === 'none') {
      expect(graphql.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      return expect(rest.status).toBe(403);
    }
    const seen = { total: scope === 'own' ? 12 : 12 * roles.length, isRestricted: role === 'MARKETING' };
    expect(graphql.data[`${noun}Stats`]).toEqual(seen);
    expect(rest.body.data).toMatchObject(seen);
  });
});

test.each([...nouns])('a key counts every %s with the permission, and without it none', async noun => {
  const { practice } = people.OWNER;
  const may = await story.program(practice, `${noun}Stats:read`);
  const mayNot = await story.program(practice, 'practice:read');
  expect((await may.rest('GET', `/${noun}s/stats`)).body.data.total).toBe(12 * roles.length);
  expect((await mayNot.rest('GET', `/${noun}s/stats`)).status).toBe(403);
});

cells('contactStats', 'taskStats', 'campaignStats');
