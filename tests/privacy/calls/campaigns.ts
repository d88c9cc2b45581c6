import { addCampaign, step } from '../../support/campaigns.js';
import { type Calls, one, onRow, type World, withInput } from './call.js';

const ofCampaign = (name: string, declared = '', passed = '') => onRow(name, declared, passed, 'campaign { id }');
const given = (name: string, type: string, result = 'campaign { id }') =>
  onRow(name, `, $input: ${type}!`, ', input: $input', result);
const expense = { spentOn: '2026-02-01', amountMinor: 100 };
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

/** A campaign with everything that can hang on one. */
async function whole({ owner, lead }: World): Promise<string> {
  const id = await addCampaign(owner);
  await owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients: [{ type: 'LEAD', id: lead }] });
  await owner.rest('POST', `/campaigns/${id}/expenses`, expense);
  await owner.rest('POST', '/leads', { firstName: 'At', lastName: 'Tributed', campaignId: id });
  await owner.rest('POST', '/tasks', { title: 'Print', relatedTo: { type: 'CAMPAIGN', id } });
  return id;
}

const related = `id owner { id } recipients(first: 5) { nodes { id lead { id } } } expenses(first: 5) { nodes { amountMinor } }
  leads(first: 5) { nodes { id } } tasks(first: 5) { nodes { id } } metrics { recipients leads } goals { actual }`;

export const calls: Calls = world => {
  const draft = () => addCampaign(world.owner);
  const active = async () => {
    const id = await draft();
    await step(world.owner, 'activate', id);
    return id;
  };
  const paused = async () => {
    const id = await active();
    await step(world.owner, 'pause', id);
    return id;
  };
  const deleted = async () => {
    const id = await draft();
    await world.owner.rest('DELETE', `/campaigns/${id}`);
    return id;
  };
  const rest =
    (method: string, make: () => Promise<string>, path = '', body?: object) =>
    async () =>
      world.owner.rest(method, `/campaigns/${await make()}${path}`, body);
  const person = () => ({ type: 'LEAD', id: world.lead });
  return {
    graphql: {
      'Query.campaign': async () =>
        one(`query ($id: ID!) { campaign(id: $id) { ${related} } }`, { id: await whole(world) }),
      'Query.campaigns': async () => {
        await whole(world);
        return one(`{ campaigns(first: 3) { nodes { ${related} } } }`);
      },
      'Mutation.createCampaign': () =>
        one(withInput('createCampaign', 'CreateCampaignInput', 'campaign { id }'), { input: { name: 'A' } }),
      'Mutation.updateCampaign': async () =>
        one(given('updateCampaign', 'UpdateCampaignInput'), { id: await draft(), input: { name: 'B' } }),
      'Mutation.deleteCampaign': async () => one(ofCampaign('deleteCampaign'), { id: await draft() }),
      'Mutation.restoreCampaign': async () => one(ofCampaign('restoreCampaign'), { id: await deleted() }),
      'Mutation.archiveCampaign': async () => one(ofCampaign('archiveCampaign'), { id: await draft() }),
      'Mutation.unarchiveCampaign': async () => one(ofCampaign('unarchiveCampaign'), { id: await draft() }),
      'Mutation.scheduleCampaign': async () =>
        one(given('scheduleCampaign', 'ScheduleCampaignInput'), { id: await draft(), input: { startAt: tomorrow() } }),
      'Mutation.activateCampaign': async () => one(ofCampaign('activateCampaign'), { id: await draft() }),
      'Mutation.pauseCampaign': async () => one(ofCampaign('pauseCampaign'), { id: await active() }),
      'Mutation.resumeCampaign': async () => one(ofCampaign('resumeCampaign'), { id: await paused() }),
      'Mutation.completeCampaign': async () => one(ofCampaign('completeCampaign'), { id: await active() }),
      'Mutation.cancelCampaign': async () => one(ofCampaign('cancelCampaign'), { id: await active() }),
      'Mutation.addCampaignRecipients': async () =>
        one(given('addCampaignRecipients', 'AddCampaignRecipientsInput', 'added'), {
          id: await draft(),
          input: { recipients: [person()] },
        }),
      'Mutation.removeCampaignRecipient': async () =>
        one(given('removeCampaignRecipient', 'PersonInput'), { id: await whole(world), input: person() }),
      'Mutation.recordCampaignExpense': async () =>
        one(given('recordCampaignExpense', 'RecordCampaignExpenseInput', 'expense { id } campaign { id }'), {
          id: await draft(),
          input: expense,
        }),
    },
    subscriptions: {
      'Subscription.campaignMetrics': async () => ({
        by: await world.story.owner(world.practice),
        variables: { campaignId: await draft() },
      }),
    },
    rest: {
      'get /api/v1/campaigns': async () => {
        await draft();
        return world.owner.rest('GET', '/campaigns?limit=3');
      },
      'post /api/v1/campaigns': () => world.owner.rest('POST', '/campaigns', { name: 'A' }),
      'get /api/v1/campaigns/:id': rest('GET', draft),
      'put /api/v1/campaigns/:id': rest('PUT', draft, '', { name: 'B' }),
      'delete /api/v1/campaigns/:id': rest('DELETE', draft),
      'post /api/v1/campaigns/:id/restore': rest('POST', deleted, '/restore'),
      'put /api/v1/campaigns/:id/archive': rest('PUT', draft, '/archive'),
      'put /api/v1/campaigns/:id/unarchive': rest('PUT', draft, '/unarchive'),
      'put /api/v1/campaigns/:id/schedule': () => rest('PUT', draft, '/schedule', { startAt: tomorrow() })(),
      'put /api/v1/campaigns/:id/activate': rest('PUT', draft, '/activate'),
      'put /api/v1/campaigns/:id/pause': rest('PUT', active, '/pause'),
      'put /api/v1/campaigns/:id/resume': rest('PUT', paused, '/resume'),
      'put /api/v1/campaigns/:id/complete': rest('PUT', active, '/complete'),
      'put /api/v1/campaigns/:id/cancel': rest('PUT', active, '/cancel'),
      'get /api/v1/campaigns/:id/recipients': rest('GET', () => whole(world), '/recipients'),
      'get /api/v1/campaigns/:id/expenses': rest('GET', () => whole(world), '/expenses'),
      'put /api/v1/campaigns/:id/recipients': () => rest('PUT', draft, '/recipients', { recipients: [person()] })(),
      'delete /api/v1/campaigns/:id/recipients/:type/:recipientId': async () =>
        world.owner.rest('DELETE', `/campaigns/${await whole(world)}/recipients/LEAD/${world.lead}`),
      'post /api/v1/campaigns/:id/expenses': rest('POST', draft, '/expenses', expense),
    },
  };
};
