import { expect, test } from '@jest/globals';
import { plantDelivery } from '../support/deliveries.js';
import { addLead, randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';

const story = useStory();
const mutation = `mutation ($id: ID!, $input: ResolveDeliveryInput!) { done: resolveDelivery(id: $id, input: $input) {
  delivery { id } userErrors { code path } } }`;

type Door = (person: Person, id: string, resolution: string) => Promise<string[]>;
const graphql: Door = async (person, id, resolution) => {
  const { data } = await person.graphql(mutation, { id, input: { resolution } });
  return data.done.userErrors.map(({ code }: { code: string }) => code);
};
const rest: Door = async (person, id, resolution) => {
  const { body } = await person.rest('POST', `/deliveries/${id}/resolve`, { resolution });
  return body.error ? [body.error.code] : [];
};

/** What one door did: its codes and all that it left, without ids and times. */
async function left(door: Door) {
  const { owner, practice } = await story.practice();
  const lead = await addLead(owner, { email: 'kim@example.test' });
  const [first, second] = [
    await plantDelivery(story, practice.id, lead),
    await plantDelivery(story, practice.id, lead),
  ];
  const codes = [
    await door(owner, first.id, 'RESEND'),
    await door(owner, second.id, 'ASSUME_SENT'),
    await door(owner, second.id, 'RESEND'),
    await door(owner, randomId, 'RESEND'),
  ];
  const read = (text: string) => story.database.query(text, [practice.id]);
  return {
    codes,
    rows: await read(
      `select state, reason, attempts, accepted_at is not null as accepted, unknown_since is not null as unknown
       from deliveries where practice_id = $1 order by state`,
    ),
    events: await read(
      `select type, object_type, data ->> 'resolution' as resolution from outbox
       where practice_id = $1 and (type = 'DELIVERY_RESOLVED' or type = 'EMAIL_CAMPAIGN_PROGRESSED') order by sequence`,
    ),
    audit: await read(
      `select operation, action, object_type, outcome, code, changes, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and operation = 'resolveDelivery' order by seq`,
    ),
  };
}

test('resolveDelivery leaves the same through both doors', async () => {
  const byGraphql = await left(graphql);
  expect(byGraphql.codes).toEqual([[], [], ['INVALID_TRANSITION'], ['NOT_FOUND']]);
  expect(byGraphql.rows.map(({ state }) => state)).toEqual(['ACCEPTED', 'PENDING']);
  expect(await left(rest)).toEqual(byGraphql);
});
