import { describe, expect, test } from '@jest/globals';
import { addLead, leadRow } from '../../support/leads.js';
import { tasksOf } from '../../support/referrals.js';
import { useStory } from '../../support/story.js';

const story = useStory();
const update = `mutation ($id: ID!, $input: UpdateLeadInput!) { updateLead(id: $id, input: $input) {
  lead { version } userErrors { code message } } }`;
const interact = `mutation ($id: ID!, $direction: InteractionDirection!) {
  addLeadInteraction(id: $id, input: { kind: CALL, direction: $direction }) { userErrors { code } } }`;
const [past, later] = ['2026-01-05T09:00:00.000Z', '2026-01-06T09:00:00.000Z'];

const raise = () => story.services.leadRaisedTasks.raiseDue();
/** Lets the lead have come this many hours ago. */
const age = (id: string, hours: number) =>
  story.database.query('update leads set created_at = now() - make_interval(hours => $2) where id = $1', [id, hours]);

describe('a follow-up whose time has passed', () => {
  test('raises one task for whoever has the lead, by however many workers, and leaves its version alone', async () => {
    const { owner, practice } = await story.practice();
    const intake = await story.intake(practice);
    const id = await addLead(owner, { assignedToId: intake.id, nextFollowUpAt: past });
    await Promise.all([raise(), raise(), raise()]);
    await raise();
    const tasks = await tasksOf(story, id);
    expect(tasks).toMatchObject([{ type: 'FOLLOW_UP', status: 'PENDING', assigned_to_id: intake.id }]);
    expect(new Date(tasks[0]!.due_at as string).toISOString()).toBe(past);
    expect((await leadRow(story, id)).version).toBe(1);
    const events = await story.database.query("select 1 from outbox where object_id = $1 and type = 'TASK_CREATED'", [
      tasks[0]!.id,
    ]);
    expect(events).toHaveLength(1);
  });

  test('moved, it moves the open task; the same time raises none again once it is done', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner, { nextFollowUpAt: past });
    await raise();
    await owner.graphql(update, { id, input: { nextFollowUpAt: later } });
    const [task, ...others] = await tasksOf(story, id);
    expect([new Date(task!.due_at as string).toISOString(), others]).toEqual([later, []]);
    const complete = 'mutation ($id: ID!) { completeTask(id: $id) { userErrors { code } } }';
    await owner.graphql(complete, { id: task!.id });
    await raise();
    expect(await tasksOf(story, id)).toHaveLength(1);
    await owner.graphql(update, { id, input: { nextFollowUpAt: '2026-01-07T09:00:00Z' } });
    await raise();
    expect((await tasksOf(story, id)).map(row => row.status).sort()).toEqual(['COMPLETED', 'PENDING']);
  });

  test('taken away, or with the lead given up, converted or deleted, its task is cancelled', async () => {
    const { owner } = await story.practice();
    const end = {
      emptied: (id: string) => owner.graphql(update, { id, input: { nextFollowUpAt: null } }),
      lost: (id: string) => owner.graphql(update, { id, input: { status: 'LOST', lostReason: 'Moved away' } }),
      deleted: (id: string) => owner.rest('DELETE', `/leads/${id}`),
      converted: async (id: string) => {
        await owner.graphql(
          'mutation ($id: ID!) { convertLead(id: $id, input: { force: true }) { userErrors { code } } }',
          {
            id,
          },
        );
        await raise();
      },
    };
    for (const [way, go] of Object.entries(end)) {
      const id = await addLead(owner, { nextFollowUpAt: past });
      await raise();
      await go(id);
      expect([way, await tasksOf(story, id)]).toMatchObject([way, [{ status: 'CANCELLED' }]]);
      await raise();
      expect(await tasksOf(story, id)).toHaveLength(1);
    }
  });

  test('none before its time, and none for a lead that was given up before', async () => {
    const { owner } = await story.practice();
    const future = await addLead(owner, { nextFollowUpAt: '2100-01-01T09:00:00Z' });
    const lost = await addLead(owner);
    await owner.graphql(update, { id: lost, input: { status: 'LOST', lostReason: 'Moved', nextFollowUpAt: past } });
    await raise();
    expect([await tasksOf(story, future), await tasksOf(story, lost)]).toEqual([[], []]);
  });
});

describe('an inquiry that nobody answers within the target of the practice', () => {
  test('raises one pressing call, which the first outreach completes', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const id = await addLead(owner, { assignedToId: clinician.id });
    await raise();
    expect(await tasksOf(story, id)).toEqual([]);
    await age(id, 25);
    await Promise.all([raise(), raise()]);
    expect(await tasksOf(story, id)).toMatchObject([
      { type: 'CALL', priority: 'HIGH', status: 'PENDING', assigned_to_id: clinician.id },
    ]);
    await owner.graphql(interact, { id, direction: 'INBOUND' });
    expect(await tasksOf(story, id)).toMatchObject([{ status: 'PENDING' }]);
    await clinician.graphql(interact, { id, direction: 'OUTBOUND' });
    expect(await tasksOf(story, id)).toMatchObject([{ status: 'COMPLETED', completed_by_id: clinician.id }]);
    await raise();
    expect(await tasksOf(story, id)).toHaveLength(1);
  });

  test('none once somebody reached out; one cancelled when the lead is given up, and none when it is taken up again', async () => {
    const { owner } = await story.practice();
    const answered = await addLead(owner);
    await owner.graphql(interact, { id: answered, direction: 'OUTBOUND' });
    const given = await addLead(owner);
    await Promise.all([age(answered, 30), age(given, 30)]);
    await raise();
    expect(await tasksOf(story, answered)).toEqual([]);
    await owner.graphql(update, { id: given, input: { status: 'LOST', lostReason: 'Moved away' } });
    expect(await tasksOf(story, given)).toMatchObject([{ status: 'CANCELLED' }]);
    await owner.graphql(update, { id: given, input: { status: 'CONTACTED' } });
    await raise();
    expect(await tasksOf(story, given)).toHaveLength(1);
  });
});
