import { addContact } from '../../support/contacts.js';
import { addLead } from '../../support/leads.js';
import { type Calls, one, onRow, withInput } from './call.js';

const csv = { 'content-type': 'text/csv' };
const related = 'id organization { id } assignedTo { id } createdBy { id } interactions(first: 5) { nodes { id } }';
const importing = (csv: string) =>
  one(withInput('importContacts', 'ImportContactsInput', 'contactImport { id }'), { input: { csv } });

export const calls: Calls = world => {
  const twins = async () => {
    const npi = '1234567893';
    return [await addContact(world.owner, { npi }), await addContact(world.owner, { npi })] as const;
  };
  const mergeOfContacts = async () => {
    const [primaryId, duplicate] = await twins();
    return { primaryId, duplicateIds: [duplicate] };
  };
  const mergeOfLeads = async () => ({
    primaryId: await addLead(world.owner),
    duplicateIds: [await addLead(world.owner)],
  });
  const merged = async (rows: 'contacts' | 'leads') => {
    const input = rows === 'contacts' ? await mergeOfContacts() : await mergeOfLeads();
    const { body } = await world.owner.rest('POST', `/${rows}/merge`, input);
    return body.data.mergeId;
  };
  const mergeText = withInput('mergeContacts', 'MergeContactsInput', 'mergeId contact { id }');
  return {
    graphql: {
      'Query.contactDuplicates': async () =>
        one(`query ($id: ID!) { contactDuplicates(id: $id) { contact { ${related} } } }`, { id: (await twins())[0] }),
      'Query.exportContacts': () => one('{ exportContacts { csv } }'),
      'Mutation.mergeContacts': async () => one(mergeText, { input: await mergeOfContacts() }),
      'Mutation.unmergeContacts': async () =>
        one(
          'mutation ($id: ID!) { unmergeContacts(mergeId: $id) { contact { id } restoredIds userErrors { code } } }',
          {
            id: await merged('contacts'),
          },
        ),
      'Mutation.importContacts': () => importing('firstName,lastName,organization.name\nIn,Put,House\n'),
      'Mutation.undoContactImport': async () => {
        const { text, variables } = importing('firstName,lastName\nUn,Done\n');
        const { data } = await world.owner.graphql(text, variables);
        return one(onRow('undoContactImport', '', '', 'removed'), { id: data.importContacts.contactImport.id });
      },
    },
    rest: {
      'get /api/v1/contacts/:id/duplicates': async () =>
        world.owner.rest('GET', `/contacts/${(await twins())[0]}/duplicates`),
      'post /api/v1/contacts/merge': async () => world.owner.rest('POST', '/contacts/merge', await mergeOfContacts()),
      'post /api/v1/contacts/merges/:id/undo': async () =>
        world.owner.rest('POST', `/contacts/merges/${await merged('contacts')}/undo`),
      'post /api/v1/contacts/import': () =>
        world.owner.rest('POST', '/contacts/import', 'firstName,lastName\nIn,Put\n', csv),
      'post /api/v1/contacts/imports/:id/undo': async () => {
        const { body } = await world.owner.rest('POST', '/contacts/import', 'firstName,lastName\nUn,Done\n', csv);
        return world.owner.rest('POST', `/contacts/imports/${body.data.id}/undo`);
      },
      'get /api/v1/contacts/export': () => world.owner.rest('GET', '/contacts/export'),
      'get /api/v1/leads/:id/duplicates': async () => {
        const email = 'doubles@example.test';
        const [id] = [await addLead(world.owner, { email }), await addLead(world.owner, { email })];
        return world.owner.rest('GET', `/leads/${id}/duplicates`);
      },
      'post /api/v1/leads/merge': async () => world.owner.rest('POST', '/leads/merge', await mergeOfLeads()),
      'post /api/v1/leads/merges/:id/undo': async () =>
        world.owner.rest('POST', `/leads/merges/${await merged('leads')}/undo`),
    },
  };
};
