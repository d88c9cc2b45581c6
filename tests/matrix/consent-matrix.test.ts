import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Permission } from '../../src/platform/access/role-matrix.js';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { addLead, randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** The lines of the role table about consents, for every role, through both doors. */
const story = useStory();
let owner: Person;
let stranger: Person;
let lead: string;
const people = {} as Record<Role, Person>;

beforeAll(async () => {
  const began = await story.practice();
  owner = began.owner;
  stranger = (await story.practice()).owner;
  lead = await addLead(owner);
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(began.practice, role);
});

const input = (id: string) => ({ person: { type: 'LEAD', id }, channel: 'EMAIL', purpose: 'SERVICE' });
const asked = (name: string) => `query ($person: PersonInput!) { answer: ${name}(person: $person) { isGiven } }`;
const said = (name: string, type: string) =>
  `mutation ($input: ${type}!) { answer: ${name}(input: $input) { userErrors { code } } }`;

interface Way {
  permission: Permission;
  graphql: string;
  rest: (id: string) => [string, string, object?];
}
const ways: Record<string, Way> = {
  history: {
    permission: 'consent:read',
    graphql: asked('consentHistory'),
    rest: id => ['GET', `/consents?personType=LEAD&personId=${id}`],
  },
  status: {
    permission: 'consentStatus:read',
    graphql: asked('consentStatus'),
    rest: id => ['GET', `/consents/status?personType=LEAD&personId=${id}`],
  },
  record: {
    permission: 'consent:create',
    graphql: said('recordConsent', 'RecordConsentInput'),
    rest: id => ['POST', '/consents', input(id)],
  },
  withdraw: {
    permission: 'consent:create',
    graphql: said('withdrawConsent', 'WithdrawConsentInput'),
    rest: id => ['POST', '/consents/withdraw', input(id)],
  },
};
const entries = () => story.database.query('select id from consent_records where person_id = $1 order by id', [lead]);
const call = (person: Person, way: Way, id: string) => {
  const all = input(id);
  return person.graphql(way.graphql, way.graphql.startsWith('query') ? { person: all.person } : { input: all });
};

describe.each(Object.keys(ways))('%s', name => {
  const way = ways[name]!;

  test.each(roles)('%s', async role => {
    const isAllowed = reach(role, way.permission) !== 'none';
    const before = await entries();
    const { data, errors } = await call(people[role], way, lead);
    expect(errors?.map(error => error.extensions.code) ?? []).toEqual(isAllowed ? [] : ['FORBIDDEN']);
    if (isAllowed) expect(data.answer.userErrors ?? []).toEqual([]);
    const { status } = await people[role].rest(...way.rest(lead));
    expect([role, status < 300 ? 'allowed' : status]).toEqual([role, isAllowed ? 'allowed' : 403]);
    if (!isAllowed) expect(await entries()).toEqual(before);
  });

  test("another practice's person answers like a random one", async () => {
    const before = await entries();
    const ask = async (id: string) => {
      const { data, errors } = await call(stranger, way, id);
      const { status, body } = await stranger.rest(...way.rest(id));
      return [data, errors?.map(error => error.extensions.code), status, body.error?.code];
    };
    const theirs = await ask(lead);
    expect(theirs).toEqual(await ask(randomId));
    expect(theirs[2]).toBe(422);
    expect(await entries()).toEqual(before);
  });
});

cells('consent', 'consentStatus');
