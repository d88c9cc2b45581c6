import { expect, test } from '@jest/globals';
import { useStory } from '../support/story.js';

const story = useStory();

test('a story has a practice, its people and a server that knows them', async () => {
  const { practice, owner } = await story.practice();
  const alice = await story.clinician(practice);
  expect((await story.stranger().rest('GET', '/health/ready')).status).toBe(200);
  expect(alice.practice.id).toBe(owner.practice.id);
  const answer = await alice.graphql('{ __typename }');
  expect(answer.data).toEqual({ __typename: 'Query' });
});
