import { addLead } from '../../support/leads.js';
import { as, type Calls, one, onRow, told, withInput } from './call.js';

const related = `id assignedTo { id } createdBy { id } client { id } interactions(first: 5) { nodes { id staff { id } } }
  tasks(first: 5) { nodes { id } } timeline(first: 5) { nodes { __typename } }`;
const csv = { 'content-type': 'text/csv' };
const form = { firstName: 'Ada', lastName: 'Moss', email: 'ada@example.test' };
const importing = (csv: string) =>
  one(withInput('importLeads', 'ImportLeadsInput', 'leadImport { id }'), { input: { csv } });

export const calls: Calls = world => {
  const merge = async () => {
    const input = { primaryId: await world.wholeLead(), duplicateIds: [await world.wholeLead()] };
    return { input, text: withInput('mergeLeads', 'MergeLeadsInput', 'mergeId lead { id }') };
  };
  const deleted = async () => {
    const id = await addLead(world.owner);
    await world.owner.rest('DELETE', `/leads/${id}`);
    return id;
  };
  return {
    graphql: {
      'Query.client': async () => {
        const [row] = await world.story.database.query('select client_id from leads where id = $1', [world.lead]);
        return one('query ($id: ID!) { client(id: $id) { id } }', { id: row!.client_id });
      },
      'Query.exportLeads': () => one('{ exportLeads { csv } }'),
      'Query.lead': () => one(`query ($id: ID!) { lead(id: $id) { ${related} } }`, { id: world.lead }),
      'Query.leadDuplicates': async () => {
        const email = 'twins@example.test';
        const [id] = [await addLead(world.owner, { email }), await addLead(world.owner, { email })];
        return one(`query ($id: ID!) { leadDuplicates(id: $id) { lead { ${related} } } }`, { id });
      },
      'Query.leadStats': () => one('{ leadStats { total } }'),
      'Query.leads': () => one(`{ leads(first: 3) { nodes { ${related} } } }`),
      'Mutation.addLeadInteraction': () =>
        one(onRow('addLeadInteraction', ', $input: AddInteractionInput!', ', input: $input'), {
          id: world.lead,
          input: told,
        }),
      'Mutation.convertLead': async () => one(onRow('convertLead'), { id: await world.wholeLead() }),
      'Mutation.createLead': () =>
        one(withInput('createLead', 'CreateLeadInput', 'lead { id } possibleDuplicates { lead { id } }'), {
          input: { firstName: 'A', lastName: 'B', email: 'twins@example.test' },
        }),
      'Mutation.deleteLead': async () => one(onRow('deleteLead'), { id: await world.wholeLead() }),
      'Mutation.importLeads': () => importing('firstName,lastName\nIn,Put\n'),
      'Mutation.mergeLeads': async () => {
        const { input, text } = await merge();
        return one(text, { input });
      },
      'Mutation.openLead': async () =>
        as(world.clinician, onRow('openLead', '', ', reason: "Emergency"'), { id: await addLead(world.owner) }),
      'Mutation.restoreLead': async () => {
        const id = await world.wholeLead();
        await world.owner.rest('DELETE', `/leads/${id}`);
        return one(onRow('restoreLead'), { id });
      },
      'Mutation.undoLeadImport': async () => {
        const { text, variables } = importing('firstName,lastName\nUn,Done\n');
        const { data } = await world.owner.graphql(text, variables);
        return one(onRow('undoLeadImport', '', '', 'removed'), { id: data.importLeads.leadImport.id });
      },
      'Mutation.unmergeLeads': async () => {
        const { input, text } = await merge();
        const { data } = await world.owner.graphql(text, { input });
        return one(
          'mutation ($id: ID!) { unmergeLeads(mergeId: $id) { lead { id } restoredIds userErrors { code } } }',
          {
            id: data.mergeLeads.mergeId,
          },
        );
      },
      'Mutation.updateLead': () =>
        one(onRow('updateLead', ', $input: UpdateLeadInput!', ', input: $input'), {
          id: world.lead,
          input: { tags: ['new'] },
        }),
    },
    rest: {
      'get /api/v1/leads': async () => {
        await addLead(world.owner);
        return world.owner.rest('GET', '/leads?limit=3');
      },
      'post /api/v1/leads': () => world.owner.rest('POST', '/leads', form),
      'get /api/v1/leads/:id': async () => world.owner.rest('GET', `/leads/${await addLead(world.owner)}`),
      'put /api/v1/leads/:id': async () =>
        world.owner.rest('PUT', `/leads/${await addLead(world.owner)}`, { tags: ['new'] }),
      'delete /api/v1/leads/:id': async () => world.owner.rest('DELETE', `/leads/${await addLead(world.owner)}`),
      'post /api/v1/leads/:id/restore': async () => world.owner.rest('POST', `/leads/${await deleted()}/restore`),
      'post /api/v1/leads/:id/interactions': async () =>
        world.owner.rest('POST', `/leads/${await addLead(world.owner)}/interactions`, {
          kind: 'CALL',
          direction: 'INBOUND',
        }),
      'post /api/v1/leads/:id/convert': async () => {
        const id = await addLead(world.owner);
        await world.story.database.query(`update leads set status = 'QUALIFIED' where id = $1`, [id]);
        return world.owner.rest('POST', `/leads/${id}/convert`, {});
      },
      'get /api/v1/leads/stats': () => world.owner.rest('GET', '/leads/stats'),
      'post /api/v1/leads/import': () => world.owner.rest('POST', '/leads/import', 'firstName,lastName\nIn,Put\n', csv),
      'post /api/v1/leads/imports/:id/undo': async () => {
        const { body } = await world.owner.rest('POST', '/leads/import', 'firstName,lastName\nUn,Done\n', csv);
        return world.owner.rest('POST', `/leads/imports/${body.data.id}/undo`);
      },
      'get /api/v1/leads/export': () => world.owner.rest('GET', '/leads/export'),
      'post /forms/:formKey/leads': () =>
        world.story.stranger().rest('POST', `/forms/${world.practice.formKey}/leads`, form),
    },
  };
};
