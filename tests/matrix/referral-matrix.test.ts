import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Permission } from '../../src/platform/access/role-matrix.js';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { addContact } from '../support/contacts.js';
import { addLead, randomId } from '../support/leads.js';
import { addReferral } from '../support/referrals.js';
import { type Person, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** The line of the role table about referrals, for every role, through both doors. */
const story = useStory();
let owner: Person;
let stranger: Person;
let contactId: string;
let leadId: string;
const people = {} as Record<Role, Person>;

beforeAll(async () => {
  const began = await story.practice();
  owner = began.owner;
  stranger = (await story.practice()).owner;
  [contactId, leadId] = [await addContact(owner), await addLead(owner)];
  const person = { type: 'LEAD', id: leadId };
  await owner.rest('POST', '/consents', { person, channel: 'PHONE', purpose: 'OUTCOME_SHARING' });
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(began.practice, role);
});

/** One way in: the permission it needs, and a call through each door on a row of the owner's. */
interface Way {
  permission: Permission;
  graphql: string;
  variables?: (id: string) => Record<string, unknown>;
  rest: (id: string) => [string, string, object?];
  prepare?: (id: string) => Promise<unknown>;
  isList?: boolean;
}
const onRow = (name: string, declared = '', passed = '') =>
  `mutation ($id: ID!${declared}) { answer: ${name}(id: $id${passed}) { userErrors { code } } }`;
const given = () => ({ direction: 'OUTBOUND', contactId });

const ways: Record<string, Way> = {
  one: {
    permission: 'referral:read',
    graphql: 'query ($id: ID!) { answer: referral(id: $id) { id status } }',
    rest: id => ['GET', `/referrals/${id}`],
  },
  list: {
    ...{ permission: 'referral:read', isList: true },
    graphql: '{ answer: referrals(filter: { status: [RECEIVED] }, sort: [{ field: RECEIVED_AT }]) { nodes { id } } }',
    rest: () => ['GET', '/referrals?status=RECEIVED&sort=receivedAt'],
  },
  deleted: {
    ...{ permission: 'referral:restore', isList: true },
    graphql: '{ answer: referrals(filter: { isDeleted: true }) { nodes { id } } }',
    rest: () => ['GET', '/referrals?isDeleted=true'],
  },
  record: {
    ...{ permission: 'referral:create', isList: true },
    graphql:
      'mutation ($input: RecordReferralInput!) { answer: recordReferral(input: $input) { userErrors { code } } }',
    variables: () => ({ input: given() }),
    rest: () => ['POST', '/referrals', given()],
  },
  update: {
    permission: 'referral:update',
    graphql: onRow('updateReferral', ', $input: UpdateReferralInput!', ', input: $input'),
    variables: id => ({ id, input: { receivedAt: '2026-02-03T10:00:00Z' } }),
    rest: id => ['PUT', `/referrals/${id}`, { receivedAt: '2026-02-03T10:00:00Z' }],
  },
  acknowledge: {
    permission: 'referral:update',
    graphql: onRow('acknowledgeReferral'),
    rest: id => ['POST', `/referrals/${id}/acknowledge`],
  },
  share: {
    permission: 'referral:update',
    graphql: onRow('shareReferralOutcome'),
    rest: id => ['POST', `/referrals/${id}/share-outcome`, {}],
  },
  delete: {
    permission: 'referral:delete',
    graphql: onRow('deleteReferral'),
    rest: id => ['DELETE', `/referrals/${id}`],
  },
  restore: {
    permission: 'referral:restore',
    graphql: onRow('restoreReferral'),
    rest: id => ['POST', `/referrals/${id}/restore`],
    prepare: id => owner.rest('DELETE', `/referrals/${id}`),
  },
};

const added = async ({ prepare }: Way) => {
  const id = await addReferral(owner, { contactId, leadId, outcome: 'Came' });
  await prepare?.(id);
  return id;
};
const state = () =>
  story.database.query('select * from referrals where practice_id = $1 order by id', [owner.practice.id]);

describe.each(Object.keys(ways))('%s', name => {
  const way = ways[name]!;

  test.each(roles)('%s', async role => {
    const isAllowed = reach(role, way.permission) !== 'none';
    for (const door of ['graphql', 'rest'] as const) {
      const id = await added(way);
      const before = await state();
      if (door === 'graphql') {
        const { data, errors } = await people[role].graphql(
          way.graphql,
          way.variables?.(id) ?? (way.isList ? {} : { id }),
        );
        expect(errors?.map(error => error.extensions.code) ?? []).toEqual(isAllowed ? [] : ['FORBIDDEN']);
        if (isAllowed) expect(data.answer?.userErrors ?? []).toEqual([]);
      } else {
        const { status } = await people[role].rest(...way.rest(id));
        expect([role, status < 300 ? 'allowed' : status]).toEqual([role, isAllowed ? 'allowed' : 403]);
      }
      if (!isAllowed) expect(await state()).toEqual(before);
    }
  });

  if (!way.isList)
    test("another practice's row answers like a random one", async () => {
      const id = await added(way);
      const before = await state();
      const ask = async (each: string) => {
        const asked = await stranger.graphql(way.graphql, way.variables?.(each) ?? { id: each });
        const { status, body } = await stranger.rest(...way.rest(each));
        return [asked.data, asked.errors?.map(error => error.extensions.code), status, body.error?.code];
      };
      const theirs = await ask(id);
      expect(theirs).toEqual(await ask(randomId));
      expect(theirs[2]).toBe(404);
      expect(await state()).toEqual(before);
    });
});

cells('referral', 'referral:restore');
