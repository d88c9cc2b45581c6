import { describe, expect, test } from '@jest/globals';
import { addContact, addOrganization } from '../../support/contacts.js';
import { randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const contacts = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ContactFilter, $sort: [ContactSort!], $search: String) {
  contacts(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort, search: $search) {
    totalCount nodes { id firstName } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
  }
}`;

describe('contacts', () => {
  test('pages both ways, filters, sorts and finds', async () => {
    const { owner } = await story.practice();
    const clinic = await addOrganization(owner, { name: 'Ödön Klinik' });
    await addContact(owner, {
      firstName: 'Ada',
      lastName: 'Zorn',
      email: 'ada@x.example',
      type: 'PHYSICIAN',
      tags: ['a'],
    });
    await addContact(owner, {
      firstName: 'Bea',
      lastName: 'Young',
      phone: '5035550142',
      category: 'Legal',
      tags: ['a', 'b'],
    });
    await addContact(owner, {
      firstName: 'Cyd',
      lastName: 'Xu',
      organizationId: clinic,
      npi: '1234567893',
      specialties: ['Sleep'],
      referralStatus: 'ACTIVE',
      acceptsReferrals: true,
      okToEmail: false,
      assignedToId: owner.id,
    });
    const sort = [{ field: 'FIRST_NAME', direction: 'ASC' }];
    const first = (await owner.graphql(contacts, { first: 2, sort })).data.contacts;
    expect(first).toMatchObject({
      totalCount: 3,
      nodes: [{ firstName: 'Ada' }, { firstName: 'Bea' }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const second = (await owner.graphql(contacts, { first: 2, sort, after: first.pageInfo.endCursor })).data.contacts;
    expect(second).toMatchObject({ nodes: [{ firstName: 'Cyd' }], pageInfo: { hasNextPage: false } });
    const back = (await owner.graphql(contacts, { last: 2, sort, before: second.pageInfo.startCursor })).data.contacts;
    expect(back.nodes.map((node: { firstName: string }) => node.firstName)).toEqual(['Ada', 'Bea']);
    const names = async (variables: Record<string, unknown>) => {
      const { data, errors } = await owner.graphql(contacts, { sort, ...variables });
      expect(errors).toBeUndefined();
      return data.contacts.nodes.map((node: { firstName: string }) => node.firstName).join(' ');
    };
    expect(await names({ sort: null })).toBe('Cyd Bea Ada');
    expect(await names({ sort: [{ field: 'LAST_NAME', direction: 'ASC' }] })).toBe('Cyd Bea Ada');
    expect(await names({ sort: [{ field: 'ORGANIZATION', direction: 'ASC' }, ...sort] })).toBe('Cyd Ada Bea');
    expect(await names({ sort: [{ field: 'CATEGORY', direction: 'DESC' }, ...sort] })).toBe('Ada Cyd Bea');
    expect(await names({ filter: { type: ['PHYSICIAN'] } })).toBe('Ada');
    expect(await names({ filter: { category: ['LEGAL'] } })).toBe('Bea');
    expect(await names({ filter: { category: ['LEGAL', 'other'] } })).toBe('Bea');
    expect(await names({ filter: { referralStatus: ['ACTIVE', 'INACTIVE'] } })).toBe('Cyd');
    expect(await names({ filter: { acceptsReferrals: false } })).toBe('Ada Bea');
    expect(await names({ filter: { organizationId: [clinic] } })).toBe('Cyd');
    expect(await names({ filter: { organizationId: null } })).toBe('Ada Bea');
    expect(await names({ filter: { assignedToId: null } })).toBe('Ada Bea');
    expect(await names({ filter: { createdById: [owner.id] } })).toBe('Ada Bea Cyd');
    expect(await names({ filter: { tags: ['a'] } })).toBe('Ada Bea');
    expect(await names({ filter: { allTags: ['a', 'b'] } })).toBe('Bea');
    expect(await names({ filter: { specialties: ['Sleep'] } })).toBe('Cyd');
    expect(await names({ filter: { email: 'ADA@x.example' } })).toBe('Ada');
    expect(await names({ filter: { phone: '(503) 555-0142' } })).toBe('Bea');
    expect(await names({ filter: { npi: '1234567893' } })).toBe('Cyd');
    expect(await names({ filter: { lastName: 'xu' } })).toBe('Cyd');
    expect(await names({ filter: { okToEmail: false } })).toBe('Cyd');
    expect(await names({ filter: { createdAt: { to: '2020-01-01T00:00:00Z' } } })).toBe('');
    expect(await names({ filter: { or: [{ type: ['PHYSICIAN'] }, { not: { tags: ['a'] } }] } })).toBe('Ada Cyd');
    expect(await names({ search: 'zor' })).toBe('Ada');
    expect(await names({ search: 'odon' })).toBe('Cyd');
    expect(await names({ search: 'ada@x.example' })).toBe('Ada');
    expect(await names({ search: '503 555 0142' })).toBe('Bea');
    expect(await names({ search: '!?' })).toBe('');
  });

  test('an organization lists its own, page by page', async () => {
    const { owner } = await story.practice();
    const id = await addOrganization(owner);
    for (const firstName of ['Cyd', 'Ada', 'Bea']) await addContact(owner, { firstName, organizationId: id });
    const gone = await addContact(owner, { organizationId: id });
    await owner.rest('DELETE', `/contacts/${gone}`);
    const page = `query ($id: ID!, $after: String) { organization(id: $id) {
      contacts(first: 2, after: $after) { totalCount nodes { firstName organization { id } } pageInfo { hasNextPage endCursor } }
    } }`;
    const { contacts: first } = (await owner.graphql(page, { id })).data.organization;
    expect(first).toMatchObject({
      totalCount: 3,
      nodes: [
        { firstName: 'Ada', organization: { id } },
        { firstName: 'Bea', organization: { id } },
      ],
      pageInfo: { hasNextPage: true },
    });
    const after = first.pageInfo.endCursor;
    const { contacts: second } = (await owner.graphql(page, { id, after })).data.organization;
    expect(second).toMatchObject({ nodes: [{ firstName: 'Cyd' }], pageInfo: { hasNextPage: false } });
  });

  test('every role sees every contact, other practices none, strangers are refused', async () => {
    const { owner, practice } = await story.practice();
    const { owner: other } = await story.practice();
    const id = await addContact(owner);
    for (const role of ['CLINICIAN', 'INTAKE', 'MARKETING', 'BILLING', 'AUDITOR'] as const) {
      const person = await story.person(practice, role);
      expect((await person.graphql(contacts)).data.contacts.nodes).toEqual([{ id, firstName: 'Rosa' }]);
    }
    expect((await other.graphql(contacts)).data.contacts).toMatchObject({ totalCount: 0, nodes: [] });
    for (const each of [id, randomId, 'nonsense']) {
      const { data } = await other.graphql('query ($id: ID!) { contact(id: $id) { id } }', { id: each });
      expect(data).toEqual({ contact: null });
    }
    expect((await story.stranger().graphql(contacts)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const program = await story.program(practice, 'lead:read');
    expect((await program.graphql(contacts)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test.each([
    { first: 101 },
    { first: 0 },
    { after: 'forged' },
    { filter: { email: 'nobody' } },
    { filter: { organizationId: ['no id'] } },
    { sort: Array(5).fill({ field: 'TYPE', direction: 'ASC' }) },
  ])('%j is BAD_USER_INPUT', async variables => {
    const { owner } = await story.practice();
    expect((await owner.graphql(contacts, variables)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('a cursor of another order or practice is refused', async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    await addContact(owner);
    const { endCursor: after } = (await owner.graphql(contacts)).data.contacts.pageInfo;
    const other = { after, sort: [{ field: 'TYPE', direction: 'ASC' }] };
    expect((await owner.graphql(contacts, other)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await stranger.graphql(contacts, { after })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
