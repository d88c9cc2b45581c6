import { describe, expect, test } from '@jest/globals';
import { addContact, rowOf } from '../../support/contacts.js';
import { auditOf, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const add = `mutation ($id: ID!, $input: AddInteractionInput!) {
  addContactInteraction(id: $id, input: $input) {
    interaction { id kind direction occurredAt durationMinutes summary outcome staff { id } followUpTaskId }
    contact {
      version
      interactions { totalCount nodes { summary } }
      tasks { nodes { id title dueAt assignedToId relatedTo { type id } contact { id } } }
    }
    userErrors { code path }
  }
}`;
const call = {
  kind: 'CALL',
  direction: 'OUTBOUND',
  occurredAt: '2026-03-02T10:00:00-05:00',
  summary: 'Asked for more referrals',
  durationMinutes: 4,
  outcome: 'Will think about it',
};

describe('addContactInteraction', () => {
  test('keeps what was said sealed, and what is to be done next as a task', async () => {
    const { owner, practice } = await story.practice();
    const keeper = await story.intake(practice);
    const id = await addContact(owner, { assignedToId: keeper.id });
    const input = { ...call, followUp: { title: 'Call again', dueAt: '2026-03-04T15:00:00Z' } };
    const { data, errors } = await owner.graphql(add, { id, input });
    expect(errors).toBeUndefined();
    const { interaction, contact } = data.addContactInteraction;
    expect(interaction).toMatchObject({
      kind: 'CALL',
      direction: 'OUTBOUND',
      occurredAt: '2026-03-02T15:00:00.000Z',
      summary: 'Asked for more referrals',
      staff: { id: owner.id },
    });
    expect(contact).toMatchObject({
      version: 1,
      interactions: { totalCount: 1, nodes: [{ summary: 'Asked for more referrals' }] },
    });
    expect(contact.tasks.nodes).toEqual([
      {
        id: interaction.followUpTaskId,
        title: 'Call again',
        dueAt: '2026-03-04T15:00:00.000Z',
        assignedToId: keeper.id,
        relatedTo: { type: 'CONTACT', id },
        contact: { id },
      },
    ]);
    const [row] = await story.database.query('select sealed_summary from interactions where id = $1', [interaction.id]);
    expect(row!.sealed_summary).toMatch(/^v1:/);
    expect(row!.sealed_summary).not.toContain('referrals');
    const entries = (await auditOf(story, id)).filter(entry => entry.operation === 'addContactInteraction');
    expect(entries).toMatchObject([{ action: 'CREATE', outcome: 'SUCCEEDED' }]);
    expect(JSON.stringify(entries)).not.toContain('Asked for');
    const events = await story.database.query('select type, data from outbox where object_id = $1 order by sequence', [
      id,
    ]);
    expect(events.at(-1)).toEqual({ type: 'CONTACT_INTERACTION_ADDED', data: { interactionId: interaction.id } });
  });

  test('twenty at once are all kept, and none stands in the way of another', async () => {
    const { owner } = await story.practice();
    const id = await addContact(owner);
    const answers = await Promise.all(Array.from({ length: 20 }, () => owner.graphql(add, { id, input: call })));
    expect(answers.flatMap(({ data }) => data.addContactInteraction.userErrors)).toEqual([]);
    expect(await story.database.query('select 1 from interactions where subject_id = $1', [id])).toHaveLength(20);
    expect(await rowOf(story, 'contacts', id)).toMatchObject({ version: 1 });
  });

  test.each([
    [{ ...call, kind: undefined }, 'BAD_USER_INPUT', []],
    [{ ...call, occurredAt: '2126-03-02T10:00:00Z' }, 'OUT_OF_RANGE', ['occurredAt']],
    [{ ...call, durationMinutes: -1 }, 'OUT_OF_RANGE', ['durationMinutes']],
    [{ ...call, summary: 'x'.repeat(10_001) }, 'TOO_LONG', ['summary']],
    [{ ...call, followUp: { title: ' ' } }, 'REQUIRED', ['followUp', 'title']],
    [{ ...call, followUp: { title: 'x', assignedToId: randomId } }, 'NOT_FOUND', ['followUp', 'assignedToId']],
  ])('%j is refused', async (input, code, path) => {
    const { owner } = await story.practice();
    const id = await addContact(owner);
    const { data, errors } = await owner.graphql(add, { id, input });
    if (errors) expect(errors[0]?.extensions.code).toBe(code);
    else expect(data.addContactInteraction).toMatchObject({ interaction: null, userErrors: [{ code, path }] });
    expect(await story.database.query('select 1 from interactions where subject_id = $1', [id])).toEqual([]);
    expect(await story.database.query('select 1 from tasks where related_id = $1', [id])).toEqual([]);
  });

  test('who sees the contact sees what was said; who only reads adds nothing', async () => {
    const { owner, practice } = await story.practice();
    const id = await addContact(owner);
    await owner.graphql(add, { id, input: call });
    const read = 'query ($id: ID!) { contact(id: $id) { interactions { nodes { summary } } } }';
    for (const role of ['CLINICIAN', 'BILLING', 'AUDITOR'] as const) {
      const person = await story.person(practice, role);
      const seen = await person.graphql(read, { id });
      expect(seen.errors).toBeUndefined();
      expect(seen.data.contact.interactions.nodes).toEqual([{ summary: 'Asked for more referrals' }]);
      const denied = await person.graphql(add, { id, input: call });
      expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await story.database.query('select 1 from interactions where subject_id = $1', [id])).toHaveLength(1);
  });

  test("another practice's contact, and a lead, answer like one that is not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addContact(owner);
    const theirs = await stranger.graphql(add, { id, input: call });
    expect(theirs.data).toEqual((await stranger.graphql(add, { id: randomId, input: call })).data);
    expect(theirs.data.addContactInteraction.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
  });
});
