import { expect, test } from '@jest/globals';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** The same use cases through both doors leave the same rows and the same audit rows. */
const story = useStory();
const url = 'https://receiver.example.com/events';

async function left({ id }: PracticeInStory) {
  const rows = await story.database.query(
    'select url, description, event_types, is_active, version, failures from webhooks where practice_id = $1',
    [id],
  );
  const waiting = await story.database.query(
    'select type, state, attempts from webhook_deliveries where practice_id = $1 order by at, id',
    [id],
  );
  const audit = await story.database.query(
    `select operation, action, outcome, code, changes from audit_log
     where practice_id = $1 and object_type = 'WEBHOOK' and action <> 'READ' order by seq`,
    [id],
  );
  return { rows, waiting, audit };
}

async function throughGraphql(owner: Person) {
  const call = async (text: string, variables: object) => (await owner.graphql(text, variables as never)).data;
  const input = { url, eventTypes: ['LEAD_CREATED'] };
  const { createWebhook } = await call(
    'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { id } } }',
    { input },
  );
  const { id } = createWebhook.webhook;
  await call('mutation ($id: ID!) { updateWebhook(id: $id, input: { description: "For us" }) { webhook { id } } }', {
    id,
  });
  await call('mutation ($id: ID!) { testWebhook(id: $id) { deliveryId } }', { id });
  await call('mutation ($id: ID!) { replayWebhook(id: $id) { replayed } }', { id });
  await call('mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }', { id });
}

async function throughRest(owner: Person) {
  const { body } = await owner.rest('POST', '/webhooks', { url, eventTypes: ['LEAD_CREATED'] });
  const at = `/webhooks/${body.data.id}`;
  await owner.rest('PUT', at, { description: 'For us' });
  await owner.rest('POST', `${at}/test`);
  await owner.rest('POST', `${at}/replay`, {});
  await owner.rest('POST', `${at}/rotate-secret`);
}

test('webhooks', async () => {
  const [one, other] = [await story.practice(), await story.practice()];
  await throughGraphql(one.owner);
  await throughRest(other.owner);
  const [graphql, rest] = [await left(one.practice), await left(other.practice)];
  expect(graphql.rows).toHaveLength(1);
  expect(graphql.audit).toHaveLength(5);
  expect(rest).toEqual(graphql);
});
