import { describe, expect, test } from '@jest/globals';
import { purgeDeletedContacts } from '../../../src/modules/contacts/contact.purge.js';
import { aboveContacts } from '../../../src/server/dependents.js';
import { addContact, rowOf } from '../../support/contacts.js';
import { addLead, auditOf, leadRow, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const deleteContact = `mutation ($id: ID!, $version: Int) {
  deleteContact(id: $id, expectedVersion: $version) { deletedContactId contact { id firstName } userErrors { code path } }
}`;
const restoreContact = 'mutation ($id: ID!) { restoreContact(id: $id) { contact { id } userErrors { code path } } }';
const contact = 'query ($id: ID!) { contact(id: $id) { id } }';

describe('deleteContact and restoreContact', () => {
  test('R11: a deleted contact is out of sight and an owner brings it back', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner);
    const { data } = await owner.graphql(deleteContact, { id });
    expect(data.deleteContact).toEqual({ deletedContactId: id, contact: { id, firstName: 'Rosa' }, userErrors: [] });
    expect((await owner.graphql(contact, { id })).data).toEqual({ contact: null });
    const listed = await owner.graphql('{ contacts(filter: { isDeleted: true }) { nodes { id } } }');
    expect(listed.data.contacts.nodes).toEqual([{ id }]);
    expect((await owner.graphql(restoreContact, { id })).data.restoreContact).toEqual({
      contact: { id },
      userErrors: [],
    });
    expect((await owner.graphql(contact, { id })).data).toEqual({ contact: { id } });
    expect((await auditOf(story, id)).map(row => row.operation)).toEqual([
      'createContact',
      'deleteContact',
      'restoreContact',
    ]);
    const events = await story.database.query('select type from outbox where object_id = $1 order by sequence', [id]);
    expect(events.map(row => row.type)).toEqual(['CONTACT_CREATED', 'CONTACT_DELETED', 'CONTACT_RESTORED']);
  });

  test('R9: not on an old copy', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner);
    const { data } = await owner.graphql(deleteContact, { id, version: 7 });
    expect(data.deleteContact.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ deleted_at: null });
  });

  test.each(['CLINICIAN', 'INTAKE', 'MARKETING', 'BILLING', 'AUDITOR'] as const)('is denied to %s', async role => {
    const { owner, practice } = await story.practice();
    const person = await story.person(practice, role);
    const id = await addContact(owner, { assignedToId: person.id });
    for (const mutation of [deleteContact, restoreContact]) {
      expect((await person.graphql(mutation, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const listed = await person.graphql('{ contacts(filter: { isDeleted: true }) { nodes { id } } }');
    expect(listed.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ deleted_at: null });
  });

  test("another practice's contact answers like one that is not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addContact(owner);
    for (const mutation of [deleteContact, restoreContact]) {
      const theirs = await stranger.graphql(mutation, { id });
      expect(theirs.data).toEqual((await stranger.graphql(mutation, { id: randomId })).data);
    }
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ deleted_at: null });
  });

  test('one that is there, merged or gone too long is not restorable', async () => {
    const { owner } = await story.practice();
    const [there, old, merged] = [await addContact(owner), await addContact(owner), await addContact(owner)];
    for (const id of [old, merged]) await owner.graphql(deleteContact, { id });
    await story.database.query("update contacts set deleted_at = deleted_at - interval '31 days' where id = $1", [old]);
    await story.database.query('update contacts set merged_into_id = $2 where id = $1', [merged, there]);
    for (const id of [there, old, merged]) {
      const { data } = await owner.graphql(restoreContact, { id });
      expect(data.restoreContact).toEqual({ contact: null, userErrors: [{ code: 'NOT_RESTORABLE', path: ['id'] }] });
    }
  });

  test('R11: what was deleted long ago is purged with all that hangs on it, unless on legal hold', async () => {
    const { owner, practice } = await story.practice();
    const ids = [await addContact(owner), await addContact(owner), await addContact(owner)];
    const [gone, held, recent] = ids as [string, string, string];
    const lead = await addLead(owner);
    await story.database.query('update leads set referred_by_id = $2 where id = $1', [lead, gone]);
    for (const id of ids) {
      await owner.rest('POST', `/contacts/${id}/interactions`, {
        kind: 'CALL',
        direction: 'OUTBOUND',
        summary: 'x',
        followUp: { title: 'Call again' },
      });
      await owner.graphql(deleteContact, { id });
    }
    await story.database.query("update contacts set deleted_at = deleted_at - interval '31 days' where id = any($1)", [
      [gone, held],
    ]);
    await story.database.query('update contacts set is_on_legal_hold = true where id = $1', [held]);
    expect(await purgeDeletedContacts(story.services.ground, aboveContacts)).toBeGreaterThan(0);
    const left = await story.database.query('select id from contacts where practice_id = $1', [practice.id]);
    expect(left.map(row => row.id).sort()).toEqual([held, recent].sort());
    for (const [table, column] of [
      ['interactions', 'subject_id'],
      ['tasks', 'related_id'],
    ]) {
      expect(await story.database.query(`select 1 from ${table} where ${column} = $1`, [gone])).toEqual([]);
      expect(await story.database.query(`select 1 from ${table} where ${column} = $1`, [held])).toHaveLength(1);
    }
    expect(await leadRow(story, lead)).toMatchObject({ referred_by_id: null });
    expect(await auditOf(story, gone)).toContainEqual(
      expect.objectContaining({ operation: 'purgeContacts', action: 'PURGE', channel: 'worker' }),
    );
  });
});
