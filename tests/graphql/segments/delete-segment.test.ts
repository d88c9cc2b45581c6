import { expect, test } from '@jest/globals';
import { addSegment } from '../../support/segments.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const remove = 'mutation ($id: ID!) { deleteSegment(id: $id) { deletedSegmentId userErrors { code path } } }';
const restore = 'mutation ($id: ID!) { restoreSegment(id: $id) { segment { id } userErrors { code path } } }';

test('a segment that a campaign uses stays until the campaign is over', async () => {
  const { owner } = await story.practice();
  const { id } = await addSegment(owner);
  const campaign = await owner.rest('POST', '/campaigns', { name: 'Spring', type: 'EMAIL', segmentIds: [id] });
  expect(campaign.status).toBe(201);
  const refused = await owner.graphql(remove, { id });
  expect(refused.data.deleteSegment).toMatchObject({
    deletedSegmentId: null,
    userErrors: [{ code: 'IN_USE', path: ['id'] }],
  });
  await owner.rest('PUT', `/campaigns/${campaign.body.data.id}/cancel`);
  expect((await owner.graphql(remove, { id })).data.deleteSegment).toMatchObject({
    deletedSegmentId: id,
    userErrors: [],
  });
});

test('it is restored within 30 days, unless its name was taken meanwhile', async () => {
  const { owner } = await story.practice();
  const [first, second] = [await addSegment(owner, { name: 'Kept' }), await addSegment(owner, { name: 'Late' })];
  for (const { id } of [first, second]) await owner.graphql(remove, { id });
  await addSegment(owner, { name: 'kept' });
  const taken = await owner.graphql(restore, { id: first.id });
  expect(taken.data.restoreSegment.userErrors).toMatchObject([{ code: 'DUPLICATE' }]);
  await story.database.query("update segments set deleted_at = now() - interval '31 days' where id = $1", [second.id]);
  const late = await owner.graphql(restore, { id: second.id });
  expect(late.data.restoreSegment.userErrors).toMatchObject([{ code: 'NOT_RESTORABLE' }]);
});
