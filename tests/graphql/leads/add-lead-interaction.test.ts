import { describe, expect, test } from '@jest/globals';
import { addLead, auditOf, leadRow, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const add = `mutation ($id: ID!, $input: AddInteractionInput!) {
  addLeadInteraction(id: $id, input: $input) {
    interaction { id kind direction occurredAt durationMinutes summary outcome staffId staff { id } followUpTaskId }
    lead { status firstRespondedAt tasks { nodes { id title dueAt assignedToId assignedTo { id } relatedTo { type id } } } }
    userErrors { code path }
  }
}`;
const call = {
  kind: 'CALL',
  direction: 'OUTBOUND',
  occurredAt: '2026-03-02T10:00:00-05:00',
  summary: 'Left word',
  durationMinutes: 4,
  outcome: 'Voicemail',
};

describe('addLeadInteraction', () => {
  test('the first outbound one answers the inquiry, once', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const input = { ...call, followUp: { title: 'Call again', dueAt: '2026-03-04T15:00:00Z' } };
    const { data, errors } = await owner.graphql(add, { id, input });
    expect(errors).toBeUndefined();
    const { interaction, lead } = data.addLeadInteraction;
    expect(interaction).toMatchObject({
      kind: 'CALL',
      occurredAt: '2026-03-02T15:00:00.000Z',
      summary: 'Left word',
      outcome: 'Voicemail',
      staff: { id: owner.id },
    });
    expect(lead).toMatchObject({ status: 'CONTACTED', firstRespondedAt: '2026-03-02T15:00:00.000Z' });
    expect(lead.tasks.nodes).toEqual([
      {
        id: interaction.followUpTaskId,
        title: 'Call again',
        dueAt: '2026-03-04T15:00:00.000Z',
        assignedToId: owner.id,
        assignedTo: { id: owner.id },
        relatedTo: { type: 'LEAD', id },
      },
    ]);
    await owner.graphql(add, { id, input: { ...call, occurredAt: '2026-03-05T10:00:00Z' } });
    expect((await leadRow(story, id)).first_responded_at).toEqual(new Date('2026-03-02T15:00:00Z'));
    const [row] = await story.database.query('select sealed_summary from interactions where id = $1', [interaction.id]);
    expect(row!.sealed_summary).not.toContain('Left word');
    expect((await auditOf(story, id)).filter(({ operation }) => operation === 'addLeadInteraction')).toHaveLength(2);
  });

  test('an inbound or internal one answers nothing', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    for (const direction of ['INBOUND', 'INTERNAL']) {
      const { data } = await owner.graphql(add, { id, input: { kind: 'NOTE', direction } });
      expect(data.addLeadInteraction.lead).toMatchObject({ status: 'NEW', firstRespondedAt: null });
    }
    expect(await leadRow(story, id)).toMatchObject({ version: 1 });
  });

  test('twenty at once are all kept', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const answers = await Promise.all(Array.from({ length: 20 }, () => owner.graphql(add, { id, input: call })));
    expect(answers.flatMap(({ data }) => data.addLeadInteraction.userErrors)).toEqual([]);
    expect(await story.database.query('select 1 from interactions where subject_id = $1', [id])).toHaveLength(20);
  });

  test.each([
    [{ ...call, occurredAt: '2126-03-02T10:00:00Z' }, 'OUT_OF_RANGE', ['occurredAt']],
    [{ ...call, durationMinutes: -1 }, 'OUT_OF_RANGE', ['durationMinutes']],
    [{ ...call, summary: 'x'.repeat(10_001) }, 'TOO_LONG', ['summary']],
    [{ ...call, followUp: { title: ' ' } }, 'REQUIRED', ['followUp', 'title']],
    [{ ...call, followUp: { title: 'x', assignedToId: randomId } }, 'NOT_FOUND', ['followUp', 'assignedToId']],
  ])('%j is refused', async (input, code, path) => {
    const { owner } = await story.practice();
    const id = await addLead(owner);
    const { data } = await owner.graphql(add, { id, input });
    expect(data.addLeadInteraction).toMatchObject({ interaction: null, userErrors: [{ code, path }] });
    expect(await leadRow(story, id)).toMatchObject({ status: 'NEW', version: 1 });
    expect(await story.database.query('select 1 from tasks where related_id = $1', [id])).toEqual([]);
  });

  test('a clinician on own leads only; marketing, billing and auditors never', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const [own, other] = [await addLead(owner, { assignedToId: clinician.id }), await addLead(owner)];
    expect((await clinician.graphql(add, { id: own, input: call })).data.addLeadInteraction.userErrors).toEqual([]);
    const foreign = await clinician.graphql(add, { id: other, input: call });
    expect(foreign.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    for (const role of ['MARKETING', 'BILLING', 'AUDITOR'] as const) {
      const person = await story.person(practice, role);
      expect((await person.graphql(add, { id: own, input: call })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await story.database.query('select 1 from interactions where practice_id = $1', [practice.id])).toHaveLength(
      1,
    );
  });

  test("another practice's lead answers like one that is not there", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addLead(owner);
    const theirs = await stranger.graphql(add, { id, input: call });
    expect(theirs.data).toEqual((await stranger.graphql(add, { id: randomId, input: call })).data);
    expect(theirs.data.addLeadInteraction.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
  });
});
