import { describe, expect, test } from '@jest/globals';
import { addContact } from '../support/contacts.js';
import { type Person, useStory } from '../support/story.js';

const story = useStory();

/** What one door left in the practice, without ids and times. */
async function left(person: Person) {
  const read = (text: string) => story.database.query(text, [person.practice.id]);
  return {
    contacts: await read(
      `select first_name, last_name, email, npi, tags, version, deleted_at is not null as deleted, import_row,
         merged_into_id is not null as merged, organization_id is not null as organized
       from contacts where practice_id = $1 order by last_name, first_name, deleted_at is not null`,
    ),
    organizations: await read('select name from organizations where practice_id = $1 order by name'),
    imports: await read('select state, rows, created, skipped, failed from contact_imports where practice_id = $1'),
    issues: await read(
      'select line, path, code, contact_id is not null as known from contact_import_issues where practice_id = $1 order by line, path',
    ),
    merges: await read('select reversed_at is not null as undone from contact_merges where practice_id = $1'),
    events: await read('select type from outbox where practice_id = $1 order by sequence'),
    audit: await read(
      `select operation, action, object_type, outcome, code, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and channel in ('graphql', 'rest') and operation <> 'signIn' and operation <> 'contact'
       order by seq`,
    ),
  };
}

const file = `firstName,lastName,email,npi,organization.name,tags
Ana,One,ana@example.test,1234567893,House,a;b
Ben,,ben@example.test,,,
Cai,Three,ANA@example.test,,,
Dee,Four,,,House,
`;

const inputs = ['importContacts', 'mergeContacts'] as const;
const argument: Record<string, string> = { undoContactImport: 'id', unmergeContacts: 'mergeId' };

/** Calls one door; answers what came back of the noun's own, or the code of the refusal. */
type Door = (person: Person, name: string, value: unknown) => Promise<Record<string, unknown> | string>;

const graphql: Door = async (person, name, value) => {
  const type = inputs.includes(name as never) ? `${name[0]!.toUpperCase()}${name.slice(1)}Input!` : 'ID!';
  const results: Record<string, string> = {
    importContacts: 'contactImport { id rows created skipped failed }',
    undoContactImport: 'removed keptCount',
    mergeContacts: 'mergeId movedInteractions movedTasks movedLeads',
    unmergeContacts: 'keptFields',
  };
  const text = `mutation ($it: ${type}) {
    done: ${name}(${argument[name] ?? 'input'}: $it) { ${results[name]} userErrors { code } } }`;
  const { data, errors } = await person.graphql(text, { it: value });
  if (errors) return errors[0]!.extensions.code;
  const { userErrors, contactImport, ...done } = data.done;
  return userErrors[0]?.code ?? contactImport ?? done;
};

const rest: Door = async (person, name, value) => {
  const csv = { 'content-type': 'text/csv' };
  const calls: Record<string, () => ReturnType<Person['rest']>> = {
    importContacts: () => person.rest('POST', '/contacts/import', (value as { csv: string }).csv, csv),
    undoContactImport: () => person.rest('POST', `/contacts/imports/${value}/undo`),
    mergeContacts: () => person.rest('POST', '/contacts/merge', value),
    unmergeContacts: () => person.rest('POST', `/contacts/merges/${value}/undo`),
  };
  const { body } = await calls[name]!();
  return body.error ? (body.error.details?.[0]?.code ?? body.error.code) : body.data;
};

async function tell(door: Door) {
  const { owner } = await story.practice();
  const answered: unknown[] = [];
  const call = async (name: string, value: unknown, ...fields: string[]) => {
    const answer = await door(owner, name, value);
    const shown = typeof answer === 'string' ? answer : fields.map(field => [field, answer[field]]);
    answered.push([name, shown]);
    return answer as Record<string, string>;
  };
  const counts = ['rows', 'created', 'skipped', 'failed'];
  const { id } = await call('importContacts', { csv: file }, ...counts);
  await call('importContacts', { csv: 'firstName,shoe\n' });
  const [primaryId, other] = [await addContact(owner, { tags: ['x'] }), await addContact(owner, { tags: ['y'] })];
  const { mergeId } = await call(
    'mergeContacts',
    { primaryId, duplicateIds: [other] },
    'movedInteractions',
    'movedTasks',
    'movedLeads',
  );
  await call('mergeContacts', { primaryId, duplicateIds: [other] });
  await call('unmergeContacts', mergeId, 'keptFields');
  await call('unmergeContacts', mergeId);
  await call('undoContactImport', id, 'removed', 'keptCount');
  await call('undoContactImport', primaryId);
  return { answered, ...(await left(owner)) };
}

describe('files and merging of contacts', () => {
  test('one story through both doors leaves the same rows, events and audit', async () => {
    const [one, other] = [await tell(graphql), await tell(rest)];
    expect(one).toEqual(other);
    expect(one.answered).toContainEqual(['mergeContacts', 'ALREADY_MERGED']);
    expect(one.merges).toEqual([{ undone: true }]);
    expect(one.imports).toEqual([{ state: 'UNDONE', rows: 4, created: 2, skipped: 1, failed: 1 }]);
  });
});
