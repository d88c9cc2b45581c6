import { TrackedLinks } from '../../../src/modules/tracking/tracking.links.js';
import { TrackingTokens } from '../../../src/modules/tracking/tracking.tokens.js';
import { hookEvent, MailTold } from '../../support/tracking.js';
import type { Calls } from './call.js';

export const calls: Calls = world => {
  const told = () => new MailTold(world.story);
  const tokens = () => new TrackingTokens(world.story.services.ground.config.blindIndexKey);
  const visit = (path: string) => world.story.stranger().rest('GET', path);
  return {
    rest: {
      'post /hooks/postmark/:practiceKey': async () => {
        const sent = await told().sent(world.practice);
        return told().hook(world.practice, hookEvent('Delivery', sent, { DeliveredAt: new Date().toISOString() }));
      },
      'get /t/c/:token': async () => {
        const sent = await told().sent(world.practice);
        const run = <Row>(text: string, values: unknown[]) =>
          world.story.database.query(text, values) as unknown as Promise<Row[]>;
        const [link] = await TrackedLinks.of(run, world.practice.id, sent.emailCampaignId, ['https://a.example/']);
        return visit(`/t/c/${tokens().link(sent.id, link!)}`);
      },
      'get /t/o/:token': async () => visit(`/t/o/${tokens().pixel((await told().sent(world.practice)).id)}`),
    },
  };
};
