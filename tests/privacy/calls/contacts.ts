import { addContact, addOrganization } from '../../support/contacts.js';
import { type Calls, one, onRow, told, withInput } from './call.js';

const contact = 'contact { id organization { id } }';
const organization = 'organization { id }';
const related = `id organization { id contacts(first: 2) { nodes { id } } tasks(first: 2) { nodes { id } } } assignedTo { id } createdBy { id }
  interactions(first: 5) { nodes { id staff { id } } } tasks(first: 5) { nodes { id contact { id } organization { id } } }`;

export const calls: Calls = world => {
  /** A contact with everything that can hang on one. */
  const whole = async () => {
    const organizationId = await addOrganization(world.owner);
    const id = await addContact(world.owner, { organizationId, assignedToId: world.clinician.id, tags: ['known'] });
    await world.owner.rest('POST', `/contacts/${id}/interactions`, told);
    return { id, organizationId };
  };
  const deleted = async (path: 'contacts' | 'organizations') => {
    const id = await (path === 'contacts' ? addContact : addOrganization)(world.owner);
    await world.owner.rest('DELETE', `/${path}/${id}`);
    return id;
  };
  const tagged = async () => {
    await addContact(world.owner, { tags: ['spelt'] });
    return { from: 'spelt', to: `spelled ${Math.random()}` };
  };
  return {
    graphql: {
      'Query.contact': async () =>
        one(`query ($id: ID!) { contact(id: $id) { ${related} } }`, { id: (await whole()).id }),
      'Query.contacts': async () => {
        await whole();
        return one(`{ contacts(first: 3) { nodes { ${related} } } }`);
      },
      'Query.organization': async () => {
        const { organizationId: id } = await whole();
        return one('query ($id: ID!) { organization(id: $id) { id contacts { nodes { id } } createdBy { id } } }', {
          id,
        });
      },
      'Query.organizations': async () => {
        await whole();
        return one('{ organizations(first: 3) { nodes { id contacts(first: 3) { nodes { id } } } } }');
      },
      'Query.tags': () => one('{ tags { tag } }'),
      'Mutation.createContact': async () =>
        one(withInput('createContact', 'CreateContactInput', contact), {
          input: { firstName: 'A', lastName: 'B', organizationId: await addOrganization(world.owner) },
        }),
      'Mutation.updateContact': async () =>
        one(onRow('updateContact', ', $input: UpdateContactInput!', ', input: $input', contact), {
          id: (await whole()).id,
          input: { title: 'New' },
        }),
      'Mutation.deleteContact': async () => one(onRow('deleteContact', '', '', contact), { id: (await whole()).id }),
      'Mutation.restoreContact': async () =>
        one(onRow('restoreContact', '', '', contact), { id: await deleted('contacts') }),
      'Mutation.addContactInteraction': async () =>
        one(onRow('addContactInteraction', ', $input: AddInteractionInput!', ', input: $input', contact), {
          id: (await whole()).id,
          input: told,
        }),
      'Mutation.createOrganization': () =>
        one(withInput('createOrganization', 'CreateOrganizationInput', organization), { input: { name: 'New' } }),
      'Mutation.updateOrganization': async () =>
        one(onRow('updateOrganization', ', $input: UpdateOrganizationInput!', ', input: $input', organization), {
          id: await addOrganization(world.owner),
          input: { kind: 'School' },
        }),
      'Mutation.deleteOrganization': async () =>
        one(onRow('deleteOrganization', '', '', organization), { id: await addOrganization(world.owner) }),
      'Mutation.restoreOrganization': async () =>
        one(onRow('restoreOrganization', '', '', organization), { id: await deleted('organizations') }),
      'Mutation.renameTag': async () =>
        one(withInput('renameTag', 'RenameTagInput', 'tag { tag }'), { input: await tagged() }),
    },
    rest: {
      'get /api/v1/contacts': async () => {
        await whole();
        return world.owner.rest('GET', '/contacts?limit=3');
      },
      'post /api/v1/contacts': () => world.owner.rest('POST', '/contacts', { firstName: 'A', lastName: 'B' }),
      'get /api/v1/contacts/:id': async () => world.owner.rest('GET', `/contacts/${(await whole()).id}`),
      'put /api/v1/contacts/:id': async () =>
        world.owner.rest('PUT', `/contacts/${(await whole()).id}`, { tags: ['x'] }),
      'delete /api/v1/contacts/:id': async () => world.owner.rest('DELETE', `/contacts/${(await whole()).id}`),
      'post /api/v1/contacts/:id/restore': async () =>
        world.owner.rest('POST', `/contacts/${await deleted('contacts')}/restore`),
      'post /api/v1/contacts/:id/interactions': async () =>
        world.owner.rest('POST', `/contacts/${(await whole()).id}/interactions`, told),
      'get /api/v1/organizations': async () => {
        await whole();
        return world.owner.rest('GET', '/organizations?limit=3');
      },
      'post /api/v1/organizations': () => world.owner.rest('POST', '/organizations', { name: 'New' }),
      'get /api/v1/organizations/:id': async () =>
        world.owner.rest('GET', `/organizations/${(await whole()).organizationId}`),
      'put /api/v1/organizations/:id': async () =>
        world.owner.rest('PUT', `/organizations/${await addOrganization(world.owner)}`, { kind: 'School' }),
      'delete /api/v1/organizations/:id': async () =>
        world.owner.rest('DELETE', `/organizations/${await addOrganization(world.owner)}`),
      'post /api/v1/organizations/:id/restore': async () =>
        world.owner.rest('POST', `/organizations/${await deleted('organizations')}/restore`),
      'get /api/v1/tags': async () => {
        await whole();
        return world.owner.rest('GET', '/tags');
      },
      'post /api/v1/tags/rename': async () => world.owner.rest('POST', '/tags/rename', await tagged()),
    },
  };
};
