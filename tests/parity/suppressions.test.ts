import { expect, test } from '@jest/globals';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** The same use cases through both doors leave the same rows and the same audit rows. */
const story = useStory();

async function left({ id }: PracticeInStory) {
  const suppressions = await story.database.query(
    `select reason, topic_key, origin, is_for_service_too, lifted_by, version from suppressions
     where practice_id = $1 order by reason, topic_key`,
    [id],
  );
  const topics = await story.database.query(
    'select name, key, description, is_retired, version from mail_topics where practice_id = $1 order by name',
    [id],
  );
  const audit = await story.database.query(
    `select operation, action, object_type, outcome, code, changes, cardinality(object_ids) as objects from audit_log
     where practice_id = $1 and object_type in ('SUPPRESSION', 'MAIL_TOPIC') and action <> 'READ' order by seq`,
    [id],
  );
  return { suppressions, topics, audit };
}

const email = 'one@example.org';
const emails = ['two@example.org', 'no'];

async function throughGraphql(owner: Person) {
  const call = async (text: string) => Object.values((await owner.graphql(text)).data as object)[0];
  const { suppression } = await call(
    `mutation { createSuppression(input: { email: "${email}" }) { suppression { id } userErrors { code } } }`,
  );
  await call(`mutation { importSuppressions(input: { emails: ${JSON.stringify(emails)}, topic: "News" }) { added } }`);
  await call(`mutation { liftSuppression(id: "${suppression.id}") { userErrors { code } } }`);
  const { mailTopic } = await call(
    'mutation { createMailTopic(input: { name: "Events" }) { mailTopic { id } userErrors { code } } }',
  );
  await call('mutation { createMailTopic(input: { name: "EVENTS" }) { userErrors { code } } }');
  await call(
    `mutation { updateMailTopic(id: "${mailTopic.id}", input: { name: "Dates", isRetired: true }) { userErrors { code } } }`,
  );
  await call(`mutation { deleteMailTopic(id: "${mailTopic.id}") { userErrors { code } } }`);
}

async function throughRest(owner: Person) {
  const { body } = await owner.rest('POST', '/suppressions', { email });
  await owner.rest('POST', '/suppressions/import', { emails, topic: 'News' });
  await owner.rest('PUT', `/suppressions/${body.data.id}/lift`);
  const topic = (await owner.rest('POST', '/mail-topics', { name: 'Events' })).body.data;
  await owner.rest('POST', '/mail-topics', { name: 'EVENTS' });
  await owner.rest('PUT', `/mail-topics/${topic.id}`, { name: 'Dates', isRetired: true });
  await owner.rest('DELETE', `/mail-topics/${topic.id}`);
}

test('suppressions and topics', async () => {
  const [one, other] = [await story.practice(), await story.practice()];
  await throughGraphql(one.owner);
  await throughRest(other.owner);
  const [graphql, rest] = [await left(one.practice), await left(other.practice)];
  expect(graphql.suppressions).toHaveLength(2);
  expect(graphql.topics).toMatchObject([{ name: 'News' }]);
  expect(graphql.audit.length).toBeGreaterThanOrEqual(8);
  expect(rest).toEqual(graphql);
});
