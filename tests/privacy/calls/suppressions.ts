import { addressIndexOf } from '../../../src/platform/encryption/address-index.js';
import { type Calls, one, onRow, withInput } from './call.js';

export const calls: Calls = world => {
  let count = 0;
  const email = () => `suppressed-${++count}@example.test`;
  const added = async (): Promise<string> =>
    (await world.owner.rest('POST', '/suppressions', { email: email() })).body.data.id;
  const topic = async (): Promise<string> =>
    (await world.owner.rest('POST', '/mail-topics', { name: `Topic ${++count}` })).body.data.id;
  const page = () => {
    const { services } = world.story;
    const addressIndex = addressIndexOf(services.ground.cipher, world.practice.id, email());
    return `/u/${services.unsubscribeTokens.make({ practiceId: world.practice.id, addressIndex, deliveryId: null })}`;
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const row = 'suppression { id email createdBy { id } }';
  const named = 'mailTopic { id createdBy { id } }';
  return {
    graphql: {
      'Query.suppression': async () =>
        one('query ($id: ID!) { suppression(id: $id) { id email createdBy { id } } }', { id: await added() }),
      'Query.suppressions': async () => {
        await added();
        return one('{ suppressions(first: 3) { nodes { id email createdBy { id } } } }');
      },
      'Mutation.createSuppression': () =>
        one(withInput('createSuppression', 'CreateSuppressionInput', row), { input: { email: email() } }),
      'Mutation.importSuppressions': () =>
        one(withInput('importSuppressions', 'ImportSuppressionsInput', 'added'), { input: { emails: [email()] } }),
      'Mutation.liftSuppression': async () => one(onRow('liftSuppression', '', '', row), { id: await added() }),
      'Query.mailTopic': async () => one('query ($id: ID!) { mailTopic(id: $id) { id name } }', { id: await topic() }),
      'Query.mailTopics': async () => {
        await topic();
        return one('{ mailTopics(first: 3) { nodes { id createdBy { id } } } }');
      },
      'Mutation.createMailTopic': () =>
        one(withInput('createMailTopic', 'CreateMailTopicInput', named), { input: { name: `Topic ${++count}` } }),
      'Mutation.updateMailTopic': async () =>
        one(onRow('updateMailTopic', ', $input: UpdateMailTopicInput!', ', input: $input', named), {
          id: await topic(),
          input: { isRetired: true },
        }),
      'Mutation.deleteMailTopic': async () =>
        one(onRow('deleteMailTopic', '', '', 'deletedMailTopicId'), { id: await topic() }),
    },
    rest: {
      'get /api/v1/suppressions': async () => {
        await added();
        return world.owner.rest('GET', '/suppressions?limit=3');
      },
      'post /api/v1/suppressions': () => world.owner.rest('POST', '/suppressions', { email: email() }),
      'post /api/v1/suppressions/import': () => world.owner.rest('POST', '/suppressions/import', { emails: [email()] }),
      'get /api/v1/suppressions/:id': async () => world.owner.rest('GET', `/suppressions/${await added()}`),
      'put /api/v1/suppressions/:id/lift': async () => world.owner.rest('PUT', `/suppressions/${await added()}/lift`),
      'get /api/v1/mail-topics': async () => {
        await topic();
        return world.owner.rest('GET', '/mail-topics?limit=3');
      },
      'post /api/v1/mail-topics': () => world.owner.rest('POST', '/mail-topics', { name: `Topic ${++count}` }),
      'get /api/v1/mail-topics/:id': async () => world.owner.rest('GET', `/mail-topics/${await topic()}`),
      'put /api/v1/mail-topics/:id': async () =>
        world.owner.rest('PUT', `/mail-topics/${await topic()}`, { description: 'Now and then' }),
      'delete /api/v1/mail-topics/:id': async () => world.owner.rest('DELETE', `/mail-topics/${await topic()}`),
      'get /u/:token': () => world.story.stranger().rest('GET', page()),
      'post /u/:token': () => world.story.stranger().rest('POST', page(), 'List-Unsubscribe=One-Click', form),
    },
  };
};
