import { addLead } from '../../support/leads.js';
import { type Calls, one, onRow } from './call.js';

const steps = [{ trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'ADD_TAG', tag: 'autumn' } }];

export const calls: Calls = world => {
  const campaign = async (): Promise<string> =>
    (await world.owner.rest('POST', '/campaigns', { name: `Autumn ${Math.random()}` })).body.data.id;
  /** A campaign with a step that waits for one lead. */
  const automated = async () => {
    const id = await campaign();
    const recipients = [{ type: 'LEAD', id: await addLead(world.owner) }];
    await world.owner.rest('PUT', `/campaigns/${id}/recipients`, { recipients });
    await world.owner.rest('PUT', `/campaigns/${id}/automation`, { steps });
    await world.owner.rest('PUT', `/campaigns/${id}/activate`, {});
    return id;
  };
  return {
    graphql: {
      'Query.campaignStepRuns': async () =>
        one('query ($id: ID!) { campaignStepRuns(campaignId: $id) { nodes { id lead { id } } } }', {
          id: await automated(),
        }),
      'Mutation.setCampaignAutomation': async () =>
        one(
          onRow('setCampaignAutomation', ', $input: SetCampaignAutomationInput!', ', input: $input', 'campaign { id }'),
          { id: await campaign(), input: { steps } },
        ),
    },
    rest: {
      'get /api/v1/campaigns/:id/automation': async () =>
        world.owner.rest('GET', `/campaigns/${await automated()}/automation`),
      'put /api/v1/campaigns/:id/automation': async () =>
        world.owner.rest('PUT', `/campaigns/${await campaign()}/automation`, { steps }),
      'get /api/v1/campaigns/:id/automation/runs': async () =>
        world.owner.rest('GET', `/campaigns/${await automated()}/automation/runs`),
    },
  };
};
