import { describe, expect, test } from '@jest/globals';
import { addContact, addOrganization } from '../support/contacts.js';
import { randomId } from '../support/leads.js';
import type { Person } from '../support/story.js';
import { useStory } from '../support/story.js';

const story = useStory();

/** What one door did: the codes it answered and everything it left in the practice, without ids, times and ciphertexts. */
async function left(person: Person, answered: string[]) {
  const read = (text: string) => story.database.query(text, [person.practice.id]);
  return {
    answered,
    contacts: await read(
      `select first_name, last_name, name_key, credentials, title, type, category, email, phone, fax, address, website, social, npi,
         referral_status, accepts_referrals, specialties, referral_preferences, referral_notes, ok_to_email, tags, version,
         organization_id is not null as organization, deleted_at is not null as deleted, created_by_id is not null as made
       from contacts where practice_id = $1 order by created_at, id`,
    ),
    organizations: await read(
      `select name, name_key, kind, phone, website, address, version, deleted_at is not null as deleted
       from organizations where practice_id = $1 order by created_at, id`,
    ),
    interactions: await read(
      `select subject_type, kind, direction, occurred_at, outcome, duration_minutes, sealed_summary is not null as summary,
         staff_id is not null as staff, follow_up_task_id is not null as task
       from interactions where practice_id = $1 order by created_at, id`,
    ),
    tasks: await read(
      'select title, due_at, status, related_type, assigned_to_id is not null as assigned from tasks where practice_id = $1',
    ),
    events: await read('select type from outbox where practice_id = $1 order by sequence'),
    audit: await read(
      `select operation, action, object_type, outcome, code, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and channel in ('graphql', 'rest') and operation <> 'signIn' order by seq`,
    ),
  };
}

type Step = { operation: string; id?: string; input?: Record<string, unknown>; version?: number };

const change = (name: string, declared = '', passed = '', result = '') =>
  `mutation (${['$id: ID!', declared].filter(Boolean).join(', ')}) {
    done: ${name}(${['id: $id', passed].filter(Boolean).join(', ')}) { ${result} userErrors { code path } }
  }`;
const versioned = ['$version: Int', 'expectedVersion: $version'] as const;
const documents: Record<string, string> = {
  createContact:
    'mutation ($input: CreateContactInput!) { done: createContact(input: $input) { contact { id organization { id } } userErrors { code path } } }',
  updateContact: change(
    'updateContact',
    `$input: UpdateContactInput!, ${versioned[0]}`,
    `input: $input, ${versioned[1]}`,
    'contact { id organization { id } }',
  ),
  deleteContact: change('deleteContact', ...versioned),
  restoreContact: change('restoreContact'),
  addContactInteraction: change('addContactInteraction', '$input: AddInteractionInput!', 'input: $input'),
  createOrganization:
    'mutation ($input: CreateOrganizationInput!) { done: createOrganization(input: $input) { userErrors { code path } } }',
  updateOrganization: change(
    'updateOrganization',
    `$input: UpdateOrganizationInput!, ${versioned[0]}`,
    `input: $input, ${versioned[1]}`,
  ),
  deleteOrganization: change('deleteOrganization', ...versioned),
  restoreOrganization: change('restoreOrganization'),
  renameTag: 'mutation ($input: RenameTagInput!) { done: renameTag(input: $input) { userErrors { code path } } }',
  contact: 'query ($id: ID!) { contact(id: $id) { id } }',
  contacts: 'query { contacts { nodes { id } } }',
  organization: 'query ($id: ID!) { organization(id: $id) { id } }',
  organizations: 'query { organizations { nodes { id } } }',
  tags: 'query { tags { tag } }',
};

const codesOf = (faults: { code: string; path: unknown }[]) =>
  faults.map(fault => `${fault.code} ${[fault.path].flat().join('.')}`).sort();

async function throughGraphql(person: Person, { operation, ...variables }: Step): Promise<string[]> {
  const { data, errors } = await person.graphql(documents[operation]!, variables);
  if (errors) return errors.map(error => error.extensions.code);
  return data.done ? codesOf(data.done.userErrors) : [];
}

const addresses: Record<string, (id?: string) => [string, string]> = {
  createContact: () => ['POST', '/contacts'],
  updateContact: id => ['PUT', `/contacts/${id}`],
  deleteContact: id => ['DELETE', `/contacts/${id}`],
  restoreContact: id => ['POST', `/contacts/${id}/restore`],
  addContactInteraction: id => ['POST', `/contacts/${id}/interactions`],
  createOrganization: () => ['POST', '/organizations'],
  updateOrganization: id => ['PUT', `/organizations/${id}`],
  deleteOrganization: id => ['DELETE', `/organizations/${id}`],
  restoreOrganization: id => ['POST', `/organizations/${id}/restore`],
  renameTag: () => ['POST', '/tags/rename'],
  contact: id => ['GET', `/contacts/${id}`],
  contacts: () => ['GET', '/contacts'],
  organization: id => ['GET', `/organizations/${id}`],
  organizations: () => ['GET', '/organizations'],
  tags: () => ['GET', '/tags'],
};

async function throughRest(person: Person, { operation, id, input, version }: Step): Promise<string[]> {
  const [method, path] = addresses[operation]!(id);
  const { body } = await person.rest(method, path, input, version ? { 'if-match': `"${version}"` } : {});
  if (!body?.error) return [];
  return body.error.details?.length ? codesOf(body.error.details) : [body.error.code];
}

/** The steps of one story; `$contact` and `$organization` stand for the two that are there already. */
async function tell(door: typeof throughGraphql, steps: Step[]) {
  const { owner } = await story.practice();
  const $organization = await addOrganization(owner, { name: 'Given' });
  const $contact = await addContact(owner, { firstName: 'Given', tags: ['old'] });
  const ids: Record<string, string> = { $organization, $contact };
  await story.database.query('delete from outbox where practice_id = $1', [owner.practice.id]);
  const [before] = await story.database.query('select max(seq) as seq from audit_log where practice_id = $1', [
    owner.practice.id,
  ]);
  const answered: string[] = [];
  for (const { id, input, ...step } of steps) {
    const text = JSON.stringify(input)?.replaceAll('$organization', $organization);
    answered.push(...(await door(owner, { ...step, id: id && (ids[id] ?? id), input: text && JSON.parse(text) })));
  }
  const everything = await left(owner, answered);
  const [{ count }] = (await story.database.query(
    `select count(*)::int as count from audit_log where practice_id = $1 and seq <= $2
       and channel in ('graphql', 'rest') and operation <> 'signIn'`,
    [owner.practice.id, before!.seq],
  )) as [{ count: number }];
  return { ...everything, audit: everything.audit.slice(count) };
}

const whole = {
  firstName: 'Ana',
  lastName: 'Núñez',
  credentials: 'MD',
  title: 'Head',
  organizationId: '$organization',
  type: 'PHYSICIAN',
  category: 'Paediatrics',
  email: 'ana@example.org',
  phone: '(503) 555-0142',
  fax: '(503) 555-0143',
  address: { line1: '1 Elm St' },
  website: 'https://ana.example',
  social: { x: '@ana' },
  npi: '1234567893',
  referralStatus: 'ACTIVE',
  acceptsReferrals: true,
  specialties: ['Sleep'],
  referralPreferences: 'Adults',
  referralNotes: 'Call\nfirst',
  okToEmail: false,
  tags: ['a', 'A', 'b'],
};
const call = {
  kind: 'CALL',
  direction: 'OUTBOUND',
  occurredAt: '2026-03-02T10:00:00Z',
  summary: 'Said',
  outcome: 'Voicemail',
  durationMinutes: 3,
};

const stories: [string, Step[]][] = [
  ['adding a contact', [{ operation: 'createContact', input: whole }]],
  [
    'adding one that is not valid',
    [
      { operation: 'createContact', input: { ...whole, lastName: ' ', phone: '12', npi: '1', tags: ['x'.repeat(51)] } },
      { operation: 'createContact', input: { ...whole, organizationId: randomId } },
    ],
  ],
  [
    'changing a contact, and an old copy of it (R9)',
    [
      {
        operation: 'updateContact',
        id: '$contact',
        input: { firstName: 'Ann', tags: null, social: { x: 'a' } },
        version: 1,
      },
      { operation: 'updateContact', id: '$contact', input: { firstName: 'Old' }, version: 1 },
      { operation: 'deleteContact', id: '$contact', version: 1 },
    ],
  ],
  [
    'deleting and restoring a contact (R11)',
    [
      { operation: 'deleteContact', id: '$contact' },
      { operation: 'deleteContact', id: '$contact' },
      { operation: 'restoreContact', id: '$contact' },
      { operation: 'restoreContact', id: '$contact' },
    ],
  ],
  [
    'being in touch',
    [
      {
        operation: 'addContactInteraction',
        id: '$contact',
        input: { ...call, followUp: { title: 'Again', dueAt: '2026-03-09T10:00:00Z' } },
      },
      { operation: 'addContactInteraction', id: '$contact', input: { ...call, durationMinutes: 5000 } },
    ],
  ],
  [
    'an organization from the first to the last',
    [
      { operation: 'createOrganization', input: { name: 'New', kind: 'Clinic', phone: '5035550142' } },
      { operation: 'createOrganization', input: { name: '' } },
      { operation: 'updateOrganization', id: '$organization', input: { kind: 'School' }, version: 1 },
      { operation: 'updateOrganization', id: '$organization', input: { kind: 'Old' }, version: 1 },
      { operation: 'updateContact', id: '$contact', input: { organizationId: '$organization' } },
      { operation: 'deleteOrganization', id: '$organization' },
      { operation: 'updateContact', id: '$contact', input: { organizationId: null } },
      { operation: 'deleteOrganization', id: '$organization' },
      { operation: 'restoreOrganization', id: '$organization' },
      { operation: 'restoreOrganization', id: '$organization' },
    ],
  ],
  [
    'renaming a tag',
    [
      { operation: 'renameTag', input: { from: 'old', to: 'new' } },
      { operation: 'renameTag', input: { from: 'old', to: 'new' } },
      { operation: 'renameTag', input: { from: 'new', to: 'new' } },
    ],
  ],
  [
    'what is not there',
    [
      { operation: 'updateContact', id: randomId, input: { firstName: 'X' } },
      { operation: 'deleteContact', id: randomId },
      { operation: 'addContactInteraction', id: randomId, input: call },
      { operation: 'updateOrganization', id: randomId, input: { name: 'X' } },
      { operation: 'deleteOrganization', id: randomId },
    ],
  ],
  [
    'reading',
    [
      { operation: 'contact', id: '$contact' },
      { operation: 'contacts' },
      { operation: 'organization', id: '$organization' },
      { operation: 'organizations' },
      { operation: 'tags' },
    ],
  ],
];

describe('both doors leave the same rows, events and audit entries, and name the same faults', () => {
  test.each(stories)('%s', async (_, steps) => {
    const [graphql, rest] = [await tell(throughGraphql, steps), await tell(throughRest, steps)];
    expect(rest).toEqual(graphql);
    expect(graphql.audit.length).toBeGreaterThan(0);
  });

  test.each(['CLINICIAN', 'BILLING', 'AUDITOR'] as const)('what is denied to %s', async role => {
    const denied = async (door: typeof throughGraphql) => {
      const { owner, practice } = await story.practice();
      const [contact, organization] = [await addContact(owner), await addOrganization(owner)];
      const person = await story.person(practice, role);
      const steps: Step[] = [
        { operation: 'createContact', input: { firstName: 'A', lastName: 'B' } },
        { operation: 'updateContact', id: contact, input: { title: 'X' } },
        { operation: 'deleteContact', id: contact },
        { operation: 'restoreContact', id: contact },
        { operation: 'addContactInteraction', id: contact, input: call },
        { operation: 'createOrganization', input: { name: 'A' } },
        { operation: 'updateOrganization', id: organization, input: { name: 'X' } },
        { operation: 'deleteOrganization', id: organization },
        { operation: 'restoreOrganization', id: organization },
        { operation: 'renameTag', input: { from: 'a', to: 'b' } },
      ];
      const answered: string[] = [];
      for (const step of steps) answered.push(...(await door(person, step)));
      return left(person, answered);
    };
    const [graphql, rest] = [await denied(throughGraphql), await denied(throughRest)];
    expect(rest.answered).toEqual(Array(10).fill('FORBIDDEN'));
    expect(graphql.answered).toEqual(rest.answered);
    expect(rest.contacts).toEqual(graphql.contacts);
    expect(rest.organizations).toEqual(graphql.organizations);
    expect(rest.audit.map(row => [row.operation, row.outcome])).toEqual(
      graphql.audit.map(row => [row.operation, row.outcome]),
    );
  });
});
