import { expect, test } from '@jest/globals';
import { addContact } from '../support/contacts.js';
import { addLead } from '../support/leads.js';
import { useStory } from '../support/story.js';

const story = useStory();

test('the export of a contact holds what is known of it, and nothing of whom it referred', async () => {
  const { owner, practice } = await story.practice();
  const [id, other] = [await addContact(owner, { email: 'rosa@example.org' }), await addContact(owner)];
  const lead = await addLead(owner, { firstName: 'Secret', referredById: id });
  const told = { kind: 'CALL', direction: 'INBOUND', summary: 'Rang about the training', followUp: { title: 'Ring' } };
  await owner.rest('POST', `/contacts/${id}/interactions`, told);
  await owner.rest('POST', `/contacts/${other}/interactions`, { ...told, summary: 'Another' });
  const referral = { direction: 'INBOUND', contactId: id, leadId: lead, note: 'Panics at night' };
  expect((await owner.rest('POST', '/referrals', referral)).status).toBe(201);
  const held = await story.services.personExport.exportPerson(story.systemContext(practice), id, 'CONTACT');
  expect(held.contact).toMatchObject([{ id, email: 'rosa@example.org' }]);
  expect(held.interactions).toMatchObject([{ summary: 'Rang about the training' }]);
  expect(held.tasks).toMatchObject([{ title: 'Ring' }]);
  expect(held.referrals).toMatchObject([{ contactId: id, direction: 'INBOUND' }]);
  expect(held.disclosures!.map(row => row.operation)).toContain('createContact');
  const { disclosures: _, ...records } = held;
  for (const word of ['Secret', 'Panics', lead, other]) expect(JSON.stringify(records)).not.toContain(word);
  await expect(
    story.services.personExport.exportPerson(story.systemContext(practice), lead, 'CONTACT'),
  ).rejects.toThrow('No such contact');
});
