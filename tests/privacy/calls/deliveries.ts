import { plantDelivery } from '../../support/deliveries.js';
import { type Calls, one, onRow } from './call.js';

const whole = 'id state reason recipient { id } lead { id } contact { id }';

export const calls: Calls = world => {
  const planted = () => plantDelivery(world.story, world.practice.id, world.lead);
  const resolution = { resolution: 'ASSUME_SENT' };
  return {
    graphql: {
      'Query.delivery': async () =>
        one(`query ($id: ID!) { delivery(id: $id) { ${whole} } }`, { id: (await planted()).id }),
      'Query.deliveries': async () =>
        one(`query ($id: ID!) { deliveries(emailCampaignId: $id) { nodes { ${whole} } } }`, {
          id: (await planted()).campaign,
        }),
      'Mutation.resolveDelivery': async () =>
        one(onRow('resolveDelivery', ', $input: ResolveDeliveryInput!', ', input: $input', `delivery { ${whole} }`), {
          id: (await planted()).id,
          input: resolution,
        }),
    },
    rest: {
      'get /api/v1/email-campaigns/:id/deliveries': async () =>
        world.owner.rest('GET', `/email-campaigns/${(await planted()).campaign}/deliveries`),
      'get /api/v1/deliveries/:id': async () => world.owner.rest('GET', `/deliveries/${(await planted()).id}`),
      'post /api/v1/deliveries/:id/resolve': async () =>
        world.owner.rest('POST', `/deliveries/${(await planted()).id}/resolve`, resolution),
    },
  };
};
