import { expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.js';
import { addContact, addOrganization } from '../../support/contacts.js';
import { type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();

const importContacts = `mutation ($input: ImportContactsInput!) {
  importContacts(input: $input) {
    contactImport { id state dryRun alreadyImported rows created skipped failed
      issues { line path code message contactId } }
    userErrors { code path }
  }
}`;
const undoContactImport = `mutation ($id: ID!) {
  undoContactImport(id: $id) { removed keptCount kept { contactId reason } userErrors { code path } }
}`;
const type = { 'content-type': 'text/csv' };

async function run(who: Caller, csv: string, more: object = {}) {
  const { data, errors } = await who.graphql(importContacts, { input: { csv, ...more } });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.importContacts;
}

const undo = async (who: Caller, id: string) => (await who.graphql(undoContactImport, { id })).data.undoContactImport;

const countOf = async (table: 'contacts' | 'organizations', { id }: PracticeInStory) => {
  const text = `select count(*)::int as n from ${table} where practice_id = $1 and deleted_at is null`;
  return (await story.database.query(text, [id]))[0]!.n;
};

const header = 'firstName,lastName,credentials,organization.name,type,email,phone,npi,tags,address.city,social.x';
const csv = `${header}
Rosa,Núñez,MD,Elm Street Clinic,physician,rosa@example.test,(212) 555-0101,1234567893,vip; spring,"New York",@rosa
Ben,,,,,ben@example.test,,,,,
Cai,Lee,,,NOBODY,not an address,,1234567890,,,
Dee,Ray,,,,,,1234567893,,,
Eve,Ott,,ELM  street Clinic,,,,,,,
Flo,Kim,,New House,,,,,,,
`;

test('rows become contacts in organizations found or made by their names; the others are reported one by one', async () => {
  const { practice, owner } = await story.practice();
  const elm = await addOrganization(owner, { name: 'Elm Street Clinic' });
  const { contactImport, userErrors } = await run(owner, csv);
  expect(userErrors).toEqual([]);
  expect(contactImport).toMatchObject({ state: 'FINISHED', dryRun: false, rows: 6, created: 3, skipped: 1, failed: 2 });
  const issues = contactImport.issues.map((i: Record<string, unknown>) => [i.line, i.path, i.code]);
  expect(issues.toSorted()).toEqual([
    [3, 'lastName', 'REQUIRED'],
    [4, 'email', 'INVALID_FORMAT'],
    [4, 'npi', 'INVALID'],
    [4, 'type', 'INVALID'],
    [5, '', 'SKIPPED'],
  ]);
  const { data } = await owner.graphql(`{ contacts(sort: [{ field: FIRST_NAME }]) { nodes {
    id firstName lastName credentials type email phone npi tags address { city } social { x } organization { id name } } } }`);
  const [rosa, eve, flo] = ['Rosa', 'Eve', 'Flo'].map(name =>
    data.contacts.nodes.find((node: { firstName: string }) => node.firstName === name),
  );
  expect(rosa).toEqual({
    id: contactImport.issues.find((i: { code: string }) => i.code === 'SKIPPED').contactId,
    firstName: 'Rosa',
    lastName: 'Núñez',
    credentials: 'MD',
    type: 'PHYSICIAN',
    email: 'rosa@example.test',
    phone: '+12125550101',
    npi: '1234567893',
    tags: ['vip', 'spring'],
    address: { city: 'New York' },
    social: { x: '@rosa' },
    organization: { id: elm, name: 'Elm Street Clinic' },
  });
  expect(eve.organization.id).toBe(elm);
  expect(flo.organization.name).toBe('New House');
  expect(await countOf('organizations', practice)).toBe(2);
  const audit = await story.database.query(
    `select object_type, cardinality(object_ids) as n from audit_log
     where operation = 'importContacts' and practice_id = $1 order by object_type`,
    [practice.id],
  );
  expect(audit).toEqual([
    { object_type: 'CONTACT', n: 3 },
    { object_type: 'ORGANIZATION', n: 1 },
  ]);
});

test('a dry run says the same and writes nothing, no organization either', async () => {
  const { practice, owner } = await story.practice();
  const { contactImport } = await run(owner, csv, { dryRun: true });
  expect(contactImport).toMatchObject({ id: null, dryRun: true, rows: 6, created: 3, skipped: 1, failed: 2 });
  expect([await countOf('contacts', practice), await countOf('organizations', practice)]).toEqual([0, 0]);
});

test('two files at once that name one new organization make one', async () => {
  const { practice, owner } = await story.practice();
  const file = (n: number) => `firstName,lastName,organization\n${`Ana,One ${n},New House\n`.repeat(3)}`;
  await Promise.all([1, 2, 3, 4].map(n => run(owner, file(n))));
  expect([await countOf('contacts', practice), await countOf('organizations', practice)]).toEqual([12, 1]);
});

test('a file that was imported is not imported again, unless forced', async () => {
  const { practice, owner } = await story.practice();
  const file = 'firstName,lastName\nAna,One\nBen,Two\n';
  const first = (await run(owner, file)).contactImport;
  expect((await run(owner, file)).contactImport).toMatchObject({ id: first.id, alreadyImported: true, created: 2 });
  expect((await run(owner, file, { force: true })).contactImport).toMatchObject({ alreadyImported: false, created: 2 });
  expect(await countOf('contacts', practice)).toBe(4);
});

test.each([
  ['ACCEPT', { created: 3, skipped: 0, failed: 0 }],
  ['SKIP', { created: 1, skipped: 2, failed: 0 }],
  ['REJECT', { created: 1, skipped: 0, failed: 2 }],
])('onDuplicate %s', async (onDuplicate, counts) => {
  const { owner } = await story.practice();
  await addContact(owner, { npi: '1234567893' });
  const file = 'firstName,lastName,phone,npi\nAna,One,+12125550107,\nBen,Two,(212) 555-0107,\nCai,Three,,1234567893\n';
  expect((await run(owner, file, { onDuplicate })).contactImport).toMatchObject(counts);
});

test('references to what is not there are refused', async () => {
  const { owner } = await story.practice();
  const other = await story.practice();
  const [organization, staff] = [await addOrganization(other.owner), other.owner.id];
  const file = `firstName,lastName,organizationId,assignedToId\nAna,One,${organization},\nBen,Two,,${staff}\n`;
  const { contactImport } = await run(owner, file);
  expect(
    contactImport.issues.map((i: { line: number; path: string; code: string }) => [i.line, i.path, i.code]),
  ).toEqual([
    [2, 'organizationId', 'NOT_FOUND'],
    [3, 'assignedToId', 'NOT_FOUND'],
  ]);
});

test('undo takes back what nobody has touched', async () => {
  const { practice, owner } = await story.practice();
  const { contactImport } = await run(owner, 'firstName,lastName\nAna,One\nBen,Two\nCai,Three\nDee,Four\n');
  const rows = await story.database.query('select id from contacts where practice_id = $1 order by import_row', [
    practice.id,
  ]);
  const [ana, ben, cai] = rows.map(row => row.id);
  await owner.rest('PUT', `/contacts/${ana}`, { tags: ['new'] });
  await owner.rest('POST', `/contacts/${ben}/interactions`, { kind: 'CALL', direction: 'INBOUND' });
  await owner.rest('POST', '/referrals', { direction: 'INBOUND', contactId: cai });
  const undone = await undo(owner, contactImport.id);
  expect(undone).toMatchObject({ removed: 1, keptCount: 3, userErrors: [] });
  expect(new Set(undone.kept)).toEqual(
    new Set([
      { contactId: ana, reason: 'CHANGED' },
      { contactId: ben, reason: 'IN_USE' },
      { contactId: cai, reason: 'IN_USE' },
    ]),
  );
  expect(await countOf('contacts', practice)).toBe(3);
  const again = await owner.rest('POST', `/contacts/imports/${contactImport.id}/undo`);
  expect(again.body.data).toMatchObject({ removed: 0, keptCount: 3 });
});

test('a wrong header is refused whole', async () => {
  const { practice, owner } = await story.practice();
  const { contactImport, userErrors } = await run(owner, 'firstName,shoeSize,firstName\nAna,42,Ben\n');
  expect(contactImport).toBeNull();
  expect(userErrors).toEqual([
    { code: 'UNKNOWN_FIELD', path: ['csv', 'shoeSize'] },
    { code: 'INVALID', path: ['csv', 'firstName'] },
    { code: 'REQUIRED', path: ['csv', 'lastName'] },
  ]);
  expect(await countOf('contacts', practice)).toBe(0);
});

test("another practice has no such import, and a lead's import is no contact's", async () => {
  const { owner } = await story.practice();
  const { contactImport } = await run(owner, 'firstName,lastName\nAna,One\n');
  const other = await story.practice();
  expect((await undo(other.owner, contactImport.id)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
  const leads = await owner.rest('POST', '/leads/import', 'firstName,lastName\nAna,One\n', type);
  expect((await undo(owner, leads.body.data.id)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
});

test('over REST: in as bytes of an older encoding, and out again with formulas escaped', async () => {
  const { owner } = await story.practice();
  const old = Buffer.from('firstName;lastName;title\nZo\xeb;Lee;=cmd()\n', 'latin1');
  const first = await owner.rest('POST', '/contacts/import', old as never, type);
  expect(first.body.data).toMatchObject({ created: 1, failed: 0 });
  await run(owner, csv);
  const { text, headers } = await owner.rest('GET', '/contacts/export?sort=firstName');
  expect(headers.get('content-type')).toContain('text/csv');
  const lines = text.split('\r\n');
  expect(lines[0]).toMatch(/^id,firstName,lastName,credentials,title,organization\.name,/);
  expect(lines.at(-2)!.split(',').slice(1, 5)).toEqual(['Zoë', 'Lee', '', "'=cmd()"]);
  const exported = await story.database.query(
    `select cardinality(object_ids) as n from audit_log where operation = 'exportContacts' and actor_id = $1`,
    [owner.id],
  );
  expect(exported).toEqual([{ n: 4 }]);
  const { data } = await owner.graphql('{ exportContacts(filter: { type: [PHYSICIAN] }) { csv } }');
  expect(data.exportContacts.csv.split('\r\n')).toHaveLength(3);
  const other = await story.practice();
  expect((await run(other.owner, text)).contactImport).toMatchObject({ created: 4, failed: 0 });
  expect(await countOf('organizations', other.practice)).toBe(2);
});
