import { describe, expect, test } from '@jest/globals';
import { addContact } from '../../support/contacts.js';
import { randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const createContact = `mutation ($input: CreateContactInput!) {
  createContact(input: $input) {
    contact { id } possibleDuplicates { id matchedOn contact { firstName } } userErrors { code path }
  }
}`;
const query = 'query ($id: ID!) { contactDuplicates(id: $id) { id matchedOn contact { firstName } } }';
const npi = '1234567893';
const count = async (practiceId: string) =>
  (await story.database.query('select count(*)::int as n from contacts where practice_id = $1', [practiceId]))[0]!.n;

describe('createContact', () => {
  test('R10: names contacts with the same address, number or NPI, and adds the new one all the same', async () => {
    const { owner } = await story.practice();
    const mail = await addContact(owner, { firstName: 'Mail', email: 'Rosa@example.org' });
    const phone = await addContact(owner, { firstName: 'Phone', phone: '(503) 555-0142' });
    const both = await addContact(owner, { firstName: 'Both', email: 'rosa@example.org', npi });
    const input = { firstName: 'Rosa', lastName: 'Park', email: 'rosa@EXAMPLE.org', phone: '+15035550142', npi };
    const { data } = await owner.graphql(createContact, { input });
    expect(data.createContact.contact.id).toBeTruthy();
    expect(data.createContact.possibleDuplicates).toEqual([
      { id: mail, matchedOn: ['EMAIL'], contact: { firstName: 'Mail' } },
      { id: phone, matchedOn: ['PHONE'], contact: { firstName: 'Phone' } },
      { id: both, matchedOn: ['EMAIL', 'NPI'], contact: { firstName: 'Both' } },
    ]);
    const rest = await owner.rest('POST', '/contacts', { firstName: 'A', lastName: 'B', npi });
    expect(rest.body.data.possibleDuplicates).toEqual([
      { id: both, matchedOn: ['NPI'] },
      { id: data.createContact.contact.id, matchedOn: ['NPI'] },
    ]);
  });

  test.each([
    ['email', { email: 'rosa@example.org' }],
    ['phone', { phone: '5035550142' }],
    ['npi', { npi }],
  ])('R10: with REJECT the same %s adds nothing', async (path, sign) => {
    const { owner, practice } = await story.practice();
    await addContact(owner, sign);
    const input = { firstName: 'Rosa', lastName: 'Park', ...sign, onDuplicate: 'REJECT' };
    const { data } = await owner.graphql(createContact, { input });
    expect(data.createContact).toEqual({
      contact: null,
      possibleDuplicates: null,
      userErrors: [{ code: 'DUPLICATE', path: [path] }],
    });
    const rest = await owner.rest('POST', '/contacts', input);
    expect([rest.status, rest.body.error.code]).toEqual([409, 'DUPLICATE']);
    expect(await count(practice.id)).toBe(1);
  });

  test("a deleted contact and another practice's are no duplicates", async () => {
    const [{ owner, practice }, other] = [await story.practice(), await story.practice()];
    await addContact(other.owner, { npi });
    const gone = await addContact(owner, { npi });
    await owner.rest('DELETE', `/contacts/${gone}`);
    const input = { firstName: 'Rosa', lastName: 'Park', npi, onDuplicate: 'REJECT' };
    expect((await owner.graphql(createContact, { input })).data.createContact.userErrors).toEqual([]);
    expect(await count(practice.id)).toBe(2);
  });

  test('R10: twenty at once with REJECT make one contact, whatever they have in common', async () => {
    const { owner, practice } = await story.practice();
    const signs = [{ email: 'rosa@example.org', npi }, { npi, phone: '5035550142' }, { npi }];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        owner.graphql(createContact, {
          input: { firstName: 'Rosa', lastName: 'Park', ...signs[n % 3], onDuplicate: 'REJECT' },
        }),
      ),
    );
    expect(answers.filter(({ data }) => data.createContact.contact).length).toBe(1);
    expect(await count(practice.id)).toBe(1);
  });
});

describe('contactDuplicates', () => {
  test('names the others through both doors, and every role that reads contacts may ask', async () => {
    const { owner, practice } = await story.practice();
    const id = await addContact(owner, { email: 'x@example.org', npi });
    const other = await addContact(owner, { firstName: 'Other', npi });
    await addContact(owner, { email: 'y@example.org' });
    for (const who of [owner, await story.clinician(practice), await story.auditor(practice)]) {
      const { data } = await who.graphql(query, { id });
      expect(data.contactDuplicates).toEqual([{ id: other, matchedOn: ['NPI'], contact: { firstName: 'Other' } }]);
    }
    const { body } = await owner.rest('GET', `/contacts/${id}/duplicates`);
    expect(body.data).toEqual([
      { id: other, matchedOn: ['NPI'], contact: expect.objectContaining({ id: other, firstName: 'Other' }) },
    ]);
  });

  test("another practice's contact answers like one that is not there; a program without contact:read is denied", async () => {
    const [{ owner, practice }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addContact(owner);
    const [theirs, random] = [await stranger.graphql(query, { id }), await stranger.graphql(query, { id: randomId })];
    expect(theirs.errors?.[0]?.extensions.code).toBe(random.errors?.[0]?.extensions.code);
    expect([theirs.data, theirs.errors?.length]).toEqual([random.data, 1]);
    expect((await stranger.rest('GET', `/contacts/${id}/duplicates`)).status).toBe(404);
    const program = await story.program(practice, 'lead:read');
    expect((await program.graphql(query, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await program.rest('GET', `/contacts/${id}/duplicates`)).status).toBe(403);
  });
});
