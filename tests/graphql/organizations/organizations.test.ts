import { describe, expect, test } from '@jest/globals';
import { leaveOrganizations } from '../../../src/modules/contacts/contact.organizations.js';
import { purgeDeletedOrganizations } from '../../../src/modules/organizations/organization.purge.js';
import { addContact, addOrganization, rowOf } from '../../support/contacts.js';
import { auditOf, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const fields = `id version name kind phone website address { line1 city } createdBy { id } viewerCanUpdate viewerCanDelete`;
const createOrganization = `mutation ($input: CreateOrganizationInput!) {
  createOrganization(input: $input) { organization { ${fields} } userErrors { code path } }
}`;
const updateOrganization = `mutation ($id: ID!, $input: UpdateOrganizationInput!, $version: Int) {
  updateOrganization(id: $id, input: $input, expectedVersion: $version) { organization { ${fields} } userErrors { code path } }
}`;
const deleteOrganization = `mutation ($id: ID!, $version: Int) {
  deleteOrganization(id: $id, expectedVersion: $version) {
    deletedOrganizationId organization { name } userErrors { code path }
  }
}`;
const restoreOrganization =
  'mutation ($id: ID!) { restoreOrganization(id: $id) { organization { id } userErrors { code path } } }';
const organization = 'query ($id: ID!) { organization(id: $id) { id name } }';
const organizations = `query ($first: Int, $after: String, $filter: OrganizationFilter, $sort: [OrganizationSort!], $search: String) {
  organizations(first: $first, after: $after, filter: $filter, sort: $sort, search: $search) {
    totalCount nodes { id name } pageInfo { hasNextPage endCursor }
  }
}`;

describe('createOrganization and updateOrganization', () => {
  test('keep every field, in normal form, and change what is given', async () => {
    const { owner } = await story.practice();
    const input = {
      name: ' Elm Clinic ',
      kind: 'Clinic',
      phone: '(503) 555-0142',
      website: 'https://elm.example',
      address: { line1: '1 Elm St', city: 'Salem' },
    };
    const { data, errors } = await owner.graphql(createOrganization, { input });
    expect(errors).toBeUndefined();
    const { organization: made } = data.createOrganization;
    expect(made).toMatchObject({
      version: 1,
      name: 'Elm Clinic',
      kind: 'Clinic',
      phone: '+15035550142',
      address: { line1: '1 Elm St', city: 'Salem' },
      createdBy: { id: owner.id },
      viewerCanUpdate: true,
      viewerCanDelete: true,
    });
    const change = { name: 'Oak Clinic', kind: null, address: { city: 'Portland' } };
    const changed = await owner.graphql(updateOrganization, { id: made.id, input: change, version: 1 });
    expect(changed.data.updateOrganization).toMatchObject({
      organization: { version: 2, name: 'Oak Clinic', kind: null, address: { line1: '1 Elm St', city: 'Portland' } },
      userErrors: [],
    });
    const stale = await owner.graphql(updateOrganization, { id: made.id, input: { name: 'Old' }, version: 1 });
    expect(stale.data.updateOrganization).toMatchObject({ userErrors: [{ code: 'STALE_VERSION' }] });
    expect(await rowOf(story, 'organizations', made.id)).toMatchObject({ name_key: 'oak clinic', version: 2 });
    expect((await auditOf(story, made.id)).map(row => [row.operation, row.outcome])).toEqual([
      ['createOrganization', 'SUCCEEDED'],
      ['updateOrganization', 'SUCCEEDED'],
      ['updateOrganization', 'FAILED'],
    ]);
    const events = await story.database.query('select type from outbox where object_id = $1 order by sequence', [
      made.id,
    ]);
    expect(events.map(row => row.type)).toEqual(['ORGANIZATION_CREATED', 'ORGANIZATION_UPDATED']);
  });

  test.each([
    ['name', { name: ' ' }, 'REQUIRED'],
    ['name', { name: 'x'.repeat(201) }, 'TOO_LONG'],
    ['name', { name: 'A\u001bB' }, 'INVALID'],
    ['kind', { kind: 'x'.repeat(101) }, 'TOO_LONG'],
    ['phone', { phone: '12' }, 'INVALID_FORMAT'],
    ['website', { website: 'javascript:alert(1)' }, 'INVALID_FORMAT'],
  ])('a bad %s is refused', async (field, value, code) => {
    const { owner, practice } = await story.practice();
    const { data } = await owner.graphql(createOrganization, { input: { name: 'Good', ...value } });
    expect(data.createOrganization).toEqual({ organization: null, userErrors: [{ code, path: [field] }] });
    const rest = await owner.rest('POST', '/organizations', { name: 'Good', ...value });
    expect([rest.status, rest.body.error.details[0]]).toMatchObject([422, { code, path: [field] }]);
    expect(await story.database.query('select 1 from organizations where practice_id = $1', [practice.id])).toEqual([]);
  });

  test.each(['CLINICIAN', 'BILLING', 'AUDITOR'] as const)('are denied to %s, who may look', async role => {
    const { owner, practice } = await story.practice();
    const person = await story.person(practice, role);
    const id = await addOrganization(owner);
    for (const [text, variables] of [
      [createOrganization, { input: { name: 'X' } }],
      [updateOrganization, { id, input: { name: 'X' } }],
    ] as const) {
      expect((await person.graphql(text, variables)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await person.graphql(organization, { id })).data.organization).toEqual({ id, name: 'Elm Street Clinic' });
    expect(await rowOf(story, 'organizations', id)).toMatchObject({ version: 1 });
  });
});

describe('deleteOrganization and restoreOrganization', () => {
  test('R11: only once nobody belongs to it, and for 30 days not for good', async () => {
    const { owner } = await story.practice();
    const id = await addOrganization(owner);
    const contact = await addContact(owner, { organizationId: id });
    const refused = await owner.graphql(deleteOrganization, { id });
    expect(refused.data.deleteOrganization).toMatchObject({
      deletedOrganizationId: null,
      userErrors: [{ code: 'IN_USE', path: ['id'] }],
    });
    expect((await owner.rest('DELETE', `/organizations/${id}`)).status).toBe(409);
    await owner.rest('PUT', `/contacts/${contact}`, { organizationId: null });
    const stale = await owner.graphql(deleteOrganization, { id, version: 9 });
    expect(stale.data.deleteOrganization.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    const { data } = await owner.graphql(deleteOrganization, { id });
    expect(data.deleteOrganization).toEqual({
      deletedOrganizationId: id,
      organization: { name: 'Elm Street Clinic' },
      userErrors: [],
    });
    expect((await owner.graphql(organization, { id })).data).toEqual({ organization: null });
    const deleted = await owner.graphql(organizations, { filter: { isDeleted: true } });
    expect(deleted.data.organizations.nodes).toMatchObject([{ id }]);
    const restored = await owner.graphql(restoreOrganization, { id });
    expect(restored.data.restoreOrganization).toEqual({ organization: { id }, userErrors: [] });
    const again = await owner.graphql(restoreOrganization, { id });
    expect(again.data.restoreOrganization.userErrors).toEqual([{ code: 'NOT_RESTORABLE', path: ['id'] }]);
  });

  test('of a deletion and newcomers at once, either wins: nobody belongs to what is gone', async () => {
    const { owner } = await story.practice();
    for (let round = 0; round < 5; round++) {
      const id = await addOrganization(owner);
      const newcomers = Array.from({ length: 4 }, () =>
        owner.rest('POST', '/contacts', { firstName: 'A', lastName: 'B', organizationId: id }),
      );
      await Promise.all([...newcomers, owner.rest('DELETE', `/organizations/${id}`)]);
      const [stray] = await story.database.query(
        `select 1 from contacts c join organizations o on o.id = c.organization_id
         where o.id = $1 and o.deleted_at is not null`,
        [id],
      );
      expect(stray).toBeUndefined();
    }
  });

  test.each(['INTAKE', 'MARKETING', 'CLINICIAN'] as const)('are denied to %s', async role => {
    const { owner, practice } = await story.practice();
    const person = await story.person(practice, role);
    const id = await addOrganization(owner);
    for (const text of [deleteOrganization, restoreOrganization]) {
      expect((await person.graphql(text, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await rowOf(story, 'organizations', id)).toMatchObject({ deleted_at: null });
  });

  test("another practice's organization answers like one that is not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addOrganization(owner);
    for (const [text, more] of [
      [updateOrganization, { input: { name: 'X' } }],
      [deleteOrganization, {}],
      [restoreOrganization, {}],
      [organization, {}],
    ] as const) {
      const [theirs, random] = [
        await stranger.graphql(text, { id, ...more }),
        await stranger.graphql(text, { id: randomId, ...more }),
      ];
      expect(theirs.data).toEqual(random.data);
    }
    expect(await rowOf(story, 'organizations', id)).toMatchObject({ version: 1, deleted_at: null });
  });

  test('R11: what was deleted long ago is purged with its tasks, unless on legal hold', async () => {
    const { owner, practice } = await story.practice();
    const ids = [await addOrganization(owner), await addOrganization(owner)];
    const [gone, held] = ids as [string, string];
    const contact = await addContact(owner, { organizationId: gone });
    await owner.rest('DELETE', `/contacts/${contact}`);
    for (const id of ids) await owner.graphql(deleteOrganization, { id });
    await story.database.query(
      "update organizations set deleted_at = deleted_at - interval '31 days' where id = any($1)",
      [ids],
    );
    await story.database.query('update organizations set is_on_legal_hold = true where id = $1', [held]);
    expect(await purgeDeletedOrganizations(story.services.ground, [leaveOrganizations])).toBeGreaterThan(0);
    const left = await story.database.query('select id from organizations where practice_id = $1', [practice.id]);
    expect(left).toEqual([{ id: held }]);
    expect(await rowOf(story, 'contacts', contact)).toMatchObject({ organization_id: null });
    const back = await owner.rest('POST', `/contacts/${contact}/restore`);
    expect(back.body.data).toMatchObject({ id: contact, organizationId: null, organization: null });
  });
});

describe('organizations', () => {
  test('pages, filters, sorts and finds', async () => {
    const { owner } = await story.practice();
    await addOrganization(owner, { name: 'Çelik School', kind: 'School' });
    await addOrganization(owner, { name: 'Abbott Law', kind: 'Law firm', phone: '5035550142' });
    await addOrganization(owner, { name: 'Birch Clinic' });
    const names = async (variables: Record<string, unknown>) => {
      const { data, errors } = await owner.graphql(organizations, variables);
      expect(errors).toBeUndefined();
      return data.organizations.nodes.map((node: { name: string }) => node.name);
    };
    const sort = [{ field: 'NAME', direction: 'ASC' }];
    const first = (await owner.graphql(organizations, { first: 2, sort })).data.organizations;
    expect(first).toMatchObject({ totalCount: 3, nodes: [{ name: 'Abbott Law' }, { name: 'Birch Clinic' }] });
    expect(await names({ first: 2, sort, after: first.pageInfo.endCursor })).toEqual(['Çelik School']);
    expect(await names({})).toEqual(['Birch Clinic', 'Abbott Law', 'Çelik School']);
    expect(await names({ sort: [{ field: 'KIND', direction: 'ASC' }] })).toEqual([
      'Abbott Law',
      'Çelik School',
      'Birch Clinic',
    ]);
    expect(await names({ filter: { kind: ['school'] } })).toEqual(['Çelik School']);
    expect(await names({ filter: { name: 'birch clinic' } })).toEqual(['Birch Clinic']);
    expect(await names({ filter: { phone: '503-555-0142' } })).toEqual(['Abbott Law']);
    expect(await names({ search: 'celik' })).toEqual(['Çelik School']);
    expect(await names({ search: '(503) 555-0142' })).toEqual(['Abbott Law']);
    expect((await owner.graphql(organizations, { first: 101 })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const { owner: stranger } = await story.practice();
    expect((await stranger.graphql(organizations)).data.organizations.nodes).toEqual([]);
  });
});
