import { type Calls, one, onRow, withInput } from './call.js';

const url = 'https://receiver.example.com/events';
const webhook = 'webhook { id }';

export const calls: Calls = world => {
  const added = async (): Promise<string> => (await world.owner.rest('POST', '/webhooks', { url })).body.data.id;
  const waiting = async () => {
    const id = await added();
    await world.owner.rest('POST', `/webhooks/${id}/test`);
    return id;
  };
  return {
    graphql: {
      'Query.webhook': async () => one('query ($id: ID!) { webhook(id: $id) { id } }', { id: await added() }),
      'Query.webhooks': async () => {
        await added();
        return one('{ webhooks { nodes { id createdBy { id } } } }');
      },
      'Query.webhookDeliveries': async () =>
        one('query ($id: ID!) { webhookDeliveries(webhookId: $id) { nodes { id } } }', { id: await waiting() }),
      'Query.webhookEventTypes': () => one('{ webhookEventTypes }'),
      'Mutation.createWebhook': () =>
        one(withInput('createWebhook', 'CreateWebhookInput', webhook), { input: { url } }),
      'Mutation.updateWebhook': async () =>
        one(onRow('updateWebhook', ', $input: UpdateWebhookInput!', ', input: $input', webhook), {
          id: await added(),
          input: { description: 'New' },
        }),
      'Mutation.deleteWebhook': async () =>
        one(onRow('deleteWebhook', '', '', 'deletedWebhookId'), { id: await added() }),
      'Mutation.rotateWebhookSecret': async () =>
        one(onRow('rotateWebhookSecret', '', '', webhook), { id: await added() }),
      'Mutation.replayWebhook': async () => one(onRow('replayWebhook', '', '', 'replayed'), { id: await added() }),
      'Mutation.testWebhook': async () => one(onRow('testWebhook', '', '', 'deliveryId'), { id: await added() }),
    },
    rest: {
      'get /api/v1/webhooks': async () => {
        await added();
        return world.owner.rest('GET', '/webhooks');
      },
      'post /api/v1/webhooks': () => world.owner.rest('POST', '/webhooks', { url }),
      'get /api/v1/webhooks/:id': async () => world.owner.rest('GET', `/webhooks/${await added()}`),
      'put /api/v1/webhooks/:id': async () =>
        world.owner.rest('PUT', `/webhooks/${await added()}`, { isActive: false }),
      'delete /api/v1/webhooks/:id': async () => world.owner.rest('DELETE', `/webhooks/${await added()}`),
      'post /api/v1/webhooks/:id/rotate-secret': async () =>
        world.owner.rest('POST', `/webhooks/${await added()}/rotate-secret`),
      'post /api/v1/webhooks/:id/replay': async () => world.owner.rest('POST', `/webhooks/${await added()}/replay`, {}),
      'post /api/v1/webhooks/:id/test': async () => world.owner.rest('POST', `/webhooks/${await added()}/test`),
      'get /api/v1/webhooks/:id/deliveries': async () =>
        world.owner.rest('GET', `/webhooks/${await waiting()}/deliveries`),
    },
  };
};
