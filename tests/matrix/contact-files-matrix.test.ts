import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { addContact } from '../support/contacts.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** Merging, importing and exporting contacts by the role table, for every role, through both doors. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
const people = new Map<Role, Person>();

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  for (const role of roles) people.set(role, role === 'OWNER' ? owner : await story.person(practice, role));
});

let line = 0;
const file = () => `firstName,lastName\nNew,Row ${line++}\n`;
const csv = { 'content-type': 'text/csv' };
const pair = async (npi?: string) => {
  const [primaryId, duplicate] = [await addContact(owner, { npi }), await addContact(owner, { npi })];
  return { primaryId, duplicateIds: [duplicate] };
};
const merged = async () => (await owner.rest('POST', '/contacts/merge', await pair())).body.data.mergeId;
const imported = async () => (await owner.rest('POST', '/contacts/import', file(), csv)).body.data.id;
const answer = (call: string) => `{ answer: ${call} }`;
const changed = (name: string, argument: string, type: string) =>
  `mutation ($it: ${type}!) { answer: ${name}(${argument}: $it) { userErrors { code } } }`;

interface Way {
  permission: Parameters<typeof reach>[1];
  graphql: string;
  /** The variable of the document, and the call over REST, for something fresh. */
  fresh(): Promise<{ it?: unknown; rest: [method: string, path: string, body?: unknown, headers?: object] }>;
}

const ways: Record<string, Way> = {
  contactDuplicates: {
    permission: 'contact:read',
    graphql: 'query ($it: ID!) { answer: contactDuplicates(id: $it) { id } }',
    fresh: async () => {
      const { primaryId } = await pair('1234567893');
      return { it: primaryId, rest: ['GET', `/contacts/${primaryId}/duplicates`] };
    },
  },
  mergeContacts: {
    permission: 'contact:merge',
    graphql: changed('mergeContacts', 'input', 'MergeContactsInput'),
    fresh: async () => ({ it: await pair(), rest: ['POST', '/contacts/merge', await pair()] }),
  },
  'mergeContacts, dry': {
    permission: 'contact:merge',
    graphql: changed('mergeContacts', 'input', 'MergeContactsInput'),
    fresh: async () => {
      const input = { ...(await pair()), dryRun: true };
      return { it: input, rest: ['POST', '/contacts/merge', input] };
    },
  },
  unmergeContacts: {
    permission: 'contact:merge',
    graphql: changed('unmergeContacts', 'mergeId', 'ID'),
    fresh: async () => ({ it: await merged(), rest: ['POST', `/contacts/merges/${await merged()}/undo`] }),
  },
  importContacts: {
    permission: 'contact:import',
    graphql: changed('importContacts', 'input', 'ImportContactsInput'),
    fresh: async () => ({ it: { csv: file() }, rest: ['POST', '/contacts/import', file(), csv] }),
  },
  'importContacts, dry': {
    permission: 'contact:import',
    graphql: changed('importContacts', 'input', 'ImportContactsInput'),
    fresh: async () => ({
      it: { csv: file(), dryRun: true },
      rest: ['POST', '/contacts/import?dryRun=true', file(), csv],
    }),
  },
  undoContactImport: {
    permission: 'contact:import',
    graphql: changed('undoContactImport', 'id', 'ID'),
    fresh: async () => ({ it: await imported(), rest: ['POST', `/contacts/imports/${await imported()}/undo`] }),
  },
  exportContacts: {
    permission: 'contact:export',
    graphql: answer('exportContacts { csv }'),
    fresh: async () => ({ rest: ['GET', '/contacts/export'] }),
  },
};

const state = () =>
  story.database.query(
    'select id, version, deleted_at, merged_into_id from contacts where practice_id = $1 order by id',
    [practice.id],
  );

describe.each(roles)('%s', role => {
  test.each(Object.keys(ways))('%s', async name => {
    const { fresh, graphql, permission } = ways[name]!;
    const person = people.get(role)!;
    const isAllowed = reach(role, permission) === 'all';
    const { it, rest } = await fresh();
    const before = await state();
    const asked = await person.graphql(graphql, it === undefined ? {} : { it });
    expect(asked.errors?.map(error => error.extensions.code)).toEqual(isAllowed ? undefined : ['FORBIDDEN']);
    if (isAllowed) expect(asked.data.answer.userErrors ?? []).toEqual([]);
    const [method, path, body, headers] = rest;
    const called = await person.rest(method, path, body, headers as Record<string, string>);
    expect(called.status).toBe(isAllowed ? 200 : 403);
    if (!isAllowed) expect(await state()).toEqual(before);
  });

  test('nothing of another practice', async () => {
    const person = people.get(role)!;
    const other = await story.practice();
    const foreign = await addContact(other.owner);
    const own = await addContact(owner);
    const expected = (permission: Way['permission'], status: number) =>
      reach(role, permission) === 'all' ? status : 403;
    const merge = await person.rest('POST', '/contacts/merge', { primaryId: own, duplicateIds: [foreign] });
    // A row named in a body is a wrong value there, as one that nobody has is.
    expect(merge.status).toBe(expected('contact:merge', 422));
    const duplicates = await person.rest('GET', `/contacts/${foreign}/duplicates`);
    expect(duplicates.status).toBe(expected('contact:read', 404));
    const mergeOfOthers = await other.owner.rest('POST', '/contacts/merge', {
      primaryId: foreign,
      duplicateIds: [await addContact(other.owner)],
    });
    const parted = await person.rest('POST', `/contacts/merges/${mergeOfOthers.body.data.mergeId}/undo`);
    expect(parted.status).toBe(expected('contact:merge', 404));
    const theirs = (await other.owner.rest('POST', '/contacts/import', file(), csv)).body.data.id;
    const undo = await person.rest('POST', `/contacts/imports/${theirs}/undo`);
    expect(undo.status).toBe(expected('contact:import', 404));
    const exported = await person.rest('GET', '/contacts/export');
    expect(exported.status).toBe(expected('contact:export', 200));
    expect(exported.text).not.toContain(foreign);
  });
});

cells('contact:merge', 'contact:import', 'contact:export');
