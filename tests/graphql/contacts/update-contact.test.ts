import { describe, expect, test } from '@jest/globals';
import { addContact, addOrganization, rowOf } from '../../support/contacts.js';
import { auditOf, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const updateContact = `mutation ($id: ID!, $input: UpdateContactInput!, $version: Int) {
  updateContact(id: $id, input: $input, expectedVersion: $version) {
    contact { id version firstName lastName title tags social { linkedin x } address { line1 city } organization { name } }
    userErrors { code path message }
  }
}`;

describe('updateContact', () => {
  test('changes what is given, of nested objects too, and leaves the rest', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner, {
      title: 'Nurse',
      tags: ['a'],
      address: { line1: '1 Elm St', city: 'Salem' },
      social: { linkedin: 'rosa', x: 'rosa' },
    });
    const input = { firstName: 'Rose', title: null, address: { city: 'Portland' }, social: { x: null } };
    const { data } = await owner.graphql(updateContact, { id, input });
    expect(data.updateContact).toEqual({
      contact: {
        id,
        version: 2,
        firstName: 'Rose',
        lastName: 'Park',
        title: null,
        tags: ['a'],
        social: { linkedin: 'rosa', x: null },
        address: { line1: '1 Elm St', city: 'Portland' },
        organization: null,
      },
      userErrors: [],
    });
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ name_key: 'park rose' });
    const [, changed] = await auditOf(story, id);
    expect(changed).toMatchObject({ operation: 'updateContact', outcome: 'SUCCEEDED' });
    expect(JSON.parse(changed!.changes)).toMatchObject({ title: { from: 'Nurse', to: null } });
    const [, event] = await story.database.query(
      'select type, data from outbox where object_id = $1 order by sequence',
      [id],
    );
    expect(event).toMatchObject({ type: 'CONTACT_UPDATED', data: { fields: expect.arrayContaining(['firstName']) } });
  });

  test('a change of nothing changes nothing', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner);
    const { data } = await owner.graphql(updateContact, { id, input: { firstName: 'Rosa' } });
    expect(data.updateContact.contact.version).toBe(1);
    expect(await story.database.query('select type from outbox where object_id = $1', [id])).toHaveLength(1);
  });

  test('R9: an old copy is refused, naming the version that stands', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner);
    await owner.graphql(updateContact, { id, input: { title: 'First' }, version: 1 });
    const { data } = await owner.graphql(updateContact, { id, input: { title: 'Second' }, version: 1 });
    expect(data.updateContact).toMatchObject({
      contact: null,
      userErrors: [{ code: 'STALE_VERSION', message: expect.stringContaining('2') }],
    });
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ title: 'First', version: 2 });
  });

  test('R9: of twenty at once on one copy, one wins', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => owner.graphql(updateContact, { id, input: { title: `T${n}` }, version: 1 })),
    );
    const refused = answers.flatMap(({ data }) => data.updateContact.userErrors);
    expect(refused.map(error => error.code)).toEqual(Array(19).fill('STALE_VERSION'));
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ version: 2 });
  });

  test('moves between organizations, and out of them', async () => {
    const { owner } = await story.practice();
    const organizationId = await addOrganization(owner);
    const id = await addContact(owner);
    const organization = async (input: object) =>
      (await owner.graphql(updateContact, { id, input })).data.updateContact.contact.organization;
    expect(await organization({ organizationId })).toEqual({ name: 'Elm Street Clinic' });
    expect(await organization({ organizationId: null })).toBeNull();
  });

  test.each(['CLINICIAN', 'BILLING', 'AUDITOR'] as const)('is denied to %s, of assigned contacts too', async role => {
    const { owner, practice } = await story.practice();
    const person = await story.person(practice, role);
    const id = await addContact(owner, { assignedToId: person.id });
    const { errors } = await person.graphql(updateContact, { id, input: { title: 'X' } });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ version: 1 });
  });

  test("another practice's contact answers like one that is not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addContact(owner);
    const theirs = await stranger.graphql(updateContact, { id, input: { title: 'X' } });
    expect(theirs.data).toEqual((await stranger.graphql(updateContact, { id: randomId, input: { title: 'X' } })).data);
    expect(theirs.data.updateContact.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ version: 1 });
  });
});
