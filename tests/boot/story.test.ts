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

test('who subscribes is told of what happens next', async () => {
  const { practice, owner } = await story.practice();
  const intake = await story.intake(practice);
  const changes = await owner.subscribe('subscription { leadChanged { kind lead { id } } }');
  const created = await intake.graphql(
    'mutation { createLead(input: { firstName: "Ada", lastName: "Moss", source: WEBSITE }) { lead { id } userErrors { code } } }',
  );
  expect(created.errors).toBeUndefined();
  const { id } = created.data.createLead.lead;
  expect((await changes.next()).data.leadChanged).toMatchObject({ lead: { id } });
});

test('who may not subscribe hears of it at once', async () => {
  const refused = story.stranger().subscribe('subscription { leadChanged { kind } }');
  await expect(refused).rejects.toMatchObject({ event: { code: 4403 } });
});
