import { expect, test } from '@jest/globals';
import { useStory } from '../../support/story.js';

const story = useStory();

const createLead = `mutation ($input: CreateLeadInput!) {
  createLead(input: $input) { lead { id } userErrors { code } }
}`;
const input = { firstName: 'Dana', lastName: 'Rivers', source: 'PHONE' };

test('a mutation repeated with its Idempotency-Key happens once and gives the first answer', async () => {
  const { owner } = await story.practice();
  const key = { 'idempotency-key': 'first-call' };
  const first = await owner.graphql(createLead, { input }, key);
  expect(first.data.createLead.userErrors).toEqual([]);
  const [again, together] = await Promise.all([
    owner.graphql(createLead, { input }, key),
    owner.graphql(createLead, { input }, key),
  ]);
  expect([again.data, together.data]).toEqual([first.data, first.data]);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  const rows = await story.database.query('select id from leads where practice_id = $1', [owner.practice.id]);
  expect(rows).toHaveLength(1);
});

test('another body with the same key is a conflict, and changes nothing', async () => {
  const { owner } = await story.practice();
  const key = { 'idempotency-key': 'second-call' };
  await owner.graphql(createLead, { input }, key);
  const other = await owner.graphql(createLead, { input: { ...input, firstName: 'Robin' } }, key);
  expect([other.status, other.errors?.[0]?.extensions.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  const rows = await story.database.query('select id from leads where practice_id = $1', [owner.practice.id]);
  expect(rows).toHaveLength(1);
});
