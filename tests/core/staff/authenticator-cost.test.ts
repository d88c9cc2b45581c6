import { expect, test } from '@jest/globals';
import { RequestContext } from '../../../src/platform/context.js';
import { useStory } from '../../support/story.js';

const story = useStory();

test('a token seen before costs no signature check and, for two seconds, no statement', async () => {
  const { owner } = await story.practice();
  const { authenticator, ground } = story.services;
  const from = new RequestContext({ channel: 'rest', ip: '127.0.0.1', userAgent: 'story' });
  const credentials = { authorization: `Bearer ${owner.accessToken}` };
  const first = await authenticator.authenticate(credentials, from);
  let statements = 0;
  const { query } = ground.database;
  ground.database.query = ((...args: Parameters<typeof query>) => {
    statements += 1;
    return query.apply(ground.database, args);
  }) as typeof query;
  const times: number[] = [];
  for (let turn = 0; turn < 5_000; turn++) {
    const begin = performance.now();
    await authenticator.authenticate(credentials, from);
    times.push(performance.now() - begin);
  }
  ground.database.query = query;
  const median = times.sort((a, b) => a - b)[times.length >> 1]!;
  expect(first?.id).toBe(owner.id);
  expect(statements).toBeLessThanOrEqual(1);
  // Checking the signature again takes about 100 microseconds.
  expect(median).toBeLessThan(0.03);
});
