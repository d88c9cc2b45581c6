import { expect, test } from '@jest/globals';
import { addContact } from '../support/contacts.js';
import { addLead } from '../support/leads.js';
import { useStory } from '../support/story.js';

const story = useStory();

test('what was said with a contact does not open in another row, and no call or log line holds it', async () => {
  const { owner } = await story.practice();
  const mark = 'planted in a summary';
  const [lead, contact] = [await addLead(owner), await addContact(owner)];
  for (const path of [`/leads/${lead}`, `/contacts/${contact}`]) {
    await owner.rest('POST', `${path}/interactions`, {
      kind: 'CALL',
      direction: 'INBOUND',
      summary: `${mark} ${path}`,
    });
  }
  const stored = await story.database.query('select sealed_summary from interactions where subject_id = any($1)', [
    [lead, contact],
  ]);
  expect(stored).toHaveLength(2);
  expect(JSON.stringify(stored)).not.toContain(mark);
  await story.database.query(
    `update interactions set sealed_summary = (select sealed_summary from interactions where subject_id = $2)
     where subject_id = $1`,
    [contact, lead],
  );
  const read = 'query ($id: ID!) { contact(id: $id) { interactions { nodes { summary } } } }';
  const { data, errors } = await owner.graphql(read, { id: contact });
  expect(errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
  expect(JSON.stringify([data, errors])).not.toContain(mark);
  expect(story.app.logs.join('\n')).not.toContain(mark);
});
