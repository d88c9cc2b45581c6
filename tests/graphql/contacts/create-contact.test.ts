import { describe, expect, test } from '@jest/globals';
import { addContact, addOrganization, rowOf } from '../../support/contacts.js';
import { auditOf, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const fields = `id version firstName lastName fullName credentials title organizationId organization { id name } type category
  email phone fax address { line1 city country } website social { linkedin x } npi referralStatus acceptsReferrals specialties
  referralPreferences referralNotes okToEmail tags assignedToId assignedTo { id } createdById createdBy { id }
  viewerCanUpdate viewerCanDelete`;
const createContact = `mutation ($input: CreateContactInput!) {
  createContact(input: $input) { contact { ${fields} } userErrors { code path } }
}`;

const whole = {
  firstName: ' Inés ',
  lastName: 'Ortega',
  credentials: 'MD',
  title: 'Head of paediatrics',
  type: 'PHYSICIAN',
  category: 'Paediatrics',
  email: 'Ines@Clinic.example',
  phone: '(503) 555-0142',
  fax: '503 555 0143',
  address: { line1: '1 Elm St', city: 'Portland' },
  website: 'https://clinic.example/ines',
  social: { linkedin: 'https://linkedin.com/in/ines', x: '@ines_ortega' },
  npi: '1234567893',
  referralStatus: 'ACTIVE',
  acceptsReferrals: true,
  specialties: ['Anxiety', 'anxiety', 'Sleep'],
  referralPreferences: 'Under 12 only',
  referralNotes: 'Call the front desk',
  okToEmail: false,
  tags: ['gold', 'Gold', 'school'],
};

describe('createContact', () => {
  test('keeps every field, in normal form', async () => {
    const { owner } = await story.practice();
    const organizationId = await addOrganization(owner);
    const { data, errors } = await owner.graphql(createContact, {
      input: { ...whole, organizationId, assignedToId: owner.id },
    });
    expect(errors).toBeUndefined();
    const { contact, userErrors } = data.createContact;
    expect(userErrors).toEqual([]);
    expect(contact).toEqual({
      id: contact.id,
      version: 1,
      firstName: 'Inés',
      lastName: 'Ortega',
      fullName: 'Inés Ortega',
      credentials: 'MD',
      title: 'Head of paediatrics',
      organizationId,
      organization: { id: organizationId, name: 'Elm Street Clinic' },
      type: 'PHYSICIAN',
      category: 'Paediatrics',
      email: 'ines@clinic.example',
      phone: '+15035550142',
      fax: '+15035550143',
      address: { line1: '1 Elm St', city: 'Portland', country: null },
      website: 'https://clinic.example/ines',
      social: { linkedin: 'https://linkedin.com/in/ines', x: '@ines_ortega' },
      npi: '1234567893',
      referralStatus: 'ACTIVE',
      acceptsReferrals: true,
      specialties: ['Anxiety', 'Sleep'],
      referralPreferences: 'Under 12 only',
      referralNotes: 'Call the front desk',
      okToEmail: false,
      tags: ['gold', 'school'],
      assignedToId: owner.id,
      assignedTo: { id: owner.id },
      createdById: owner.id,
      createdBy: { id: owner.id },
      viewerCanUpdate: true,
      viewerCanDelete: true,
    });
    expect(await rowOf(story, 'contacts', contact.id)).toMatchObject({ name_key: 'ortega ines' });
    expect(await auditOf(story, contact.id)).toMatchObject([{ operation: 'createContact', outcome: 'SUCCEEDED' }]);
    const events = await story.database.query('select type from outbox where object_id = $1', [contact.id]);
    expect(events).toEqual([{ type: 'CONTACT_CREATED' }]);
  });

  test('needs a name only', async () => {
    const { owner } = await story.practice();
    const { data } = await owner.graphql(createContact, { input: { firstName: 'A', lastName: 'B' } });
    expect(data.createContact.contact).toMatchObject({
      type: 'OTHER',
      referralStatus: 'PROSPECT',
      acceptsReferrals: false,
      okToEmail: true,
      specialties: [],
      tags: [],
      organization: null,
      social: null,
      address: null,
    });
  });

  test.each(['CLINICIAN', 'BILLING', 'AUDITOR'] as const)('is denied to %s', async role => {
    const { practice } = await story.practice();
    const person = await story.person(practice, role);
    const { errors } = await person.graphql(createContact, { input: { firstName: 'A', lastName: 'B' } });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await story.database.query('select 1 from contacts where practice_id = $1', [practice.id])).toEqual([]);
  });

  test("another practice's organization and staff answer like ones that are not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const organizationId = await addOrganization(stranger);
    for (const input of [
      { organizationId, assignedToId: stranger.id },
      { organizationId: randomId, assignedToId: randomId },
    ]) {
      for (const [field, value] of Object.entries(input)) {
        const { data } = await owner.graphql(createContact, {
          input: { firstName: 'A', lastName: 'B', [field]: value },
        });
        expect(data.createContact).toEqual({ contact: null, userErrors: [{ code: 'NOT_FOUND', path: [field] }] });
      }
    }
    expect(await story.database.query('select 1 from contacts where practice_id = $1', [owner.practice.id])).toEqual(
      [],
    );
  });

  test('an organization that is deleted takes nobody in', async () => {
    const { owner } = await story.practice();
    const organizationId = await addOrganization(owner);
    await owner.rest('DELETE', `/organizations/${organizationId}`);
    const { data } = await owner.graphql(createContact, { input: { firstName: 'A', lastName: 'B', organizationId } });
    expect(data.createContact.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['organizationId'] }]);
  });

  test('a program with the permission adds without seeing', async () => {
    const { practice } = await story.practice();
    const program = await story.program(practice, 'contact:create');
    const id = await addContact(program);
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ first_name: 'Rosa' });
    expect((await program.rest('GET', `/contacts/${id}`)).status).toBe(403);
  });
});
