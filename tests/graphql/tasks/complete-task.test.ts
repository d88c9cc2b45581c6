import { beforeAll, describe, expect, test } from '@jest/globals';
import { addLead, leadRow, randomId } from '../../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { addSubtask, addTask, eventsOf, subtaskRows, taskRow } from '../../support/tasks.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

const complete = `mutation ($id: ID!, $input: CompleteTaskInput, $version: Int) {
  completeTask(id: $id, input: $input, expectedVersion: $version) {
    task { id version status completedAt completedById completedBy { id } isOverdue subtasks { isDone } viewerCanComplete viewerCanReopen }
    interaction { id kind summary followUpTaskId } followUp { id title type dueAt assignedToId relatedTo { type id } }
    nextOccurrence { id dueAt } userErrors { code path message }
  }
}`;
const reopen = `mutation ($id: ID!, $version: Int) {
  reopenTask(id: $id, expectedVersion: $version) { task { status completedAt completedById } userErrors { code path message } }
}`;

const done = async (by: Person, id: string, input?: object, version?: number) =>
  by.graphql(complete, { id, input, version });

describe('completeTask', () => {
  test('stamps status, time and person; reopening clears them', async () => {
    const id = await addTask(owner, { dueAt: '2026-01-05T10:00:00Z' });
    const { data } = await done(owner, id);
    expect(data.completeTask).toMatchObject({
      task: { status: 'COMPLETED', completedById: owner.id, completedBy: { id: owner.id }, isOverdue: false },
      userErrors: [],
    });
    expect(data.completeTask.task).toMatchObject({ viewerCanComplete: false, viewerCanReopen: true });
    expect(Date.parse(data.completeTask.task.completedAt)).toBeGreaterThan(Date.now() - 60_000);
    const again = await owner.graphql(reopen, { id });
    expect(again.data.reopenTask.task).toEqual({ status: 'PENDING', completedAt: null, completedById: null });
    expect(await eventsOf(story, id)).toEqual(['TASK_CREATED', 'TASK_COMPLETED', 'TASK_REOPENED']);
  });

  test('with open subtasks it is refused, the row unchanged, unless they are completed too', async () => {
    const id = await addTask(owner, { subtasks: [{ title: 'One' }, { title: 'Two' }] });
    const before = await taskRow(story, id);
    for (const input of [undefined, {}, { completeSubtasks: false }]) {
      const { data } = await done(owner, id, input);
      expect(data.completeTask).toMatchObject({ task: null, userErrors: [{ code: 'OPEN_SUBTASKS' }] });
    }
    const byUpdate = await owner.rest('PUT', `/tasks/${id}`, { status: 'completed' });
    expect([byUpdate.status, byUpdate.body.error.code]).toEqual([409, 'OPEN_SUBTASKS']);
    const byPost = await owner.rest('POST', `/tasks/${id}/complete`, {});
    expect([byPost.status, byPost.body.error.code]).toEqual([409, 'OPEN_SUBTASKS']);
    expect(await taskRow(story, id)).toEqual(before);
    const { data } = await done(owner, id, { completeSubtasks: true });
    expect(data.completeTask.task).toMatchObject({
      status: 'COMPLETED',
      subtasks: [{ isDone: true }, { isDone: true }],
    });
    for (const row of await subtaskRows(story, id)) {
      expect(row).toMatchObject({ is_done: true, completed_by_id: owner.id });
      expect(row.completed_at).not.toBeNull();
    }
    expect(await taskRow(story, id)).toMatchObject({ open_subtask_count: 0, subtask_count: 2 });
  });

  test('through PUT, completeSubtasks lets it pass', async () => {
    const id = await addTask(owner, { subtasks: [{ title: 'One' }] });
    const answer = await owner.rest('PUT', `/tasks/${id}`, { status: 'COMPLETED', completeSubtasks: true });
    expect(answer.body.data).toMatchObject({ status: 'COMPLETED', completedById: owner.id, openSubtaskCount: 0 });
  });

  test('twenty at once stamp once', async () => {
    const id = await addTask(owner);
    const answers = await Promise.all(Array.from({ length: 20 }, () => done(owner, id)));
    const stamps = new Set(answers.map(({ data }) => data.completeTask.task.completedAt));
    expect(stamps.size).toBe(1);
    expect(await eventsOf(story, id)).toEqual(['TASK_CREATED', 'TASK_COMPLETED']);
    expect(await taskRow(story, id)).toMatchObject({ version: 2 });
  });

  test('records the interaction on the lead and sets the next follow-up, in one call', async () => {
    const leadId = await addLead(owner);
    const clinician = await story.clinician(practice);
    const id = await addTask(owner, { relatedTo: { type: 'LEAD', id: leadId }, assignedToId: clinician.id });
    const { data } = await done(owner, id, {
      interaction: { kind: 'CALL', direction: 'OUTBOUND', summary: 'Spoke at length' },
      followUp: { title: 'Send the forms', dueAt: '2027-01-04T09:00:00Z' },
    });
    const { interaction, followUp, userErrors } = data.completeTask;
    expect(userErrors).toEqual([]);
    expect(interaction).toMatchObject({ kind: 'CALL', summary: 'Spoke at length', followUpTaskId: followUp.id });
    expect(followUp).toMatchObject({
      title: 'Send the forms',
      type: 'FOLLOW_UP',
      assignedToId: clinician.id,
      relatedTo: { type: 'LEAD', id: leadId },
    });
    // the first outbound one answers the inquiry, as whenever an interaction is added
    expect(await leadRow(story, leadId)).toMatchObject({ status: 'CONTACTED' });
  });

  test('all or nothing: what is refused on the lead leaves the task open', async () => {
    const leadId = await addLead(owner);
    const id = await addTask(owner, { relatedTo: { type: 'LEAD', id: leadId } });
    await owner.rest('DELETE', `/leads/${leadId}`);
    const before = await taskRow(story, id);
    const { data } = await done(owner, id, { interaction: { kind: 'CALL', direction: 'OUTBOUND' } });
    expect(data.completeTask.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const other = await done(owner, id, { followUp: { title: 'Next', assignedToId: randomId } });
    expect(other.data.completeTask.userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['followUp', 'assignedToId'] },
    ]);
    expect(await taskRow(story, id)).toEqual(before);
  });

  test('who may not write on the lead can not do so through its task', async () => {
    const leadId = await addLead(owner);
    const marketer = await story.marketer(practice);
    const id = await addTask(owner, { relatedTo: { type: 'LEAD', id: leadId }, assignedToId: marketer.id });
    const before = await taskRow(story, id);
    const answer = await done(marketer, id, { interaction: { kind: 'CALL', direction: 'OUTBOUND' } });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await taskRow(story, id)).toEqual(before);
    expect((await done(marketer, id)).data.completeTask.task.status).toBe('COMPLETED');
  });

  test('an interaction needs someone to speak with', async () => {
    const id = await addTask(owner);
    const { data } = await done(owner, id, { interaction: { kind: 'CALL', direction: 'OUTBOUND' } });
    expect(data.completeTask.userErrors).toMatchObject([{ code: 'INVALID', path: ['interaction'] }]);
    const { data: next } = await done(owner, id, { followUp: { title: 'And then' } });
    expect(next.completeTask.followUp).toMatchObject({ title: 'And then', relatedTo: null });
  });

  test('a repeated call neither records again nor claims it did', async () => {
    const id = await addTask(owner);
    await done(owner, id);
    const { data } = await done(owner, id, { followUp: { title: 'Again' } });
    expect(data.completeTask.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect((await done(owner, id)).data.completeTask.userErrors).toEqual([]);
  });

  test('the machine refuses other moves naming both states', async () => {
    const id = await addTask(owner);
    await owner.rest('PUT', `/tasks/${id}`, { status: 'CANCELLED' });
    const before = await taskRow(story, id);
    const { data } = await done(owner, id);
    expect(data.completeTask.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect(data.completeTask.userErrors[0].message).toMatch(/CANCELLED.*COMPLETED/);
    const put = await owner.rest('PUT', `/tasks/${id}`, { status: 'IN_PROGRESS' });
    expect([put.status, put.body.error.code]).toEqual([409, 'INVALID_TRANSITION']);
    expect(await taskRow(story, id)).toEqual(before);
    expect((await owner.graphql(reopen, { id })).data.reopenTask.task.status).toBe('PENDING');
    await owner.rest('PUT', `/tasks/${id}`, { status: 'IN_PROGRESS' });
    const refused = await owner.graphql(reopen, { id });
    expect(refused.data.reopenTask.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
  });

  test('a stale version is refused through both doors, the row unchanged', async () => {
    const id = await addTask(owner);
    await owner.rest('PUT', `/tasks/${id}`, { priority: 'high' });
    const before = await taskRow(story, id);
    const { data } = await done(owner, id, {}, 1);
    expect(data.completeTask.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    const rest = await owner.rest('POST', `/tasks/${id}/complete`, {}, { 'if-match': '"1"' });
    expect(rest.status).toBe(412);
    expect((await owner.graphql(reopen, { id, version: 1 })).data.reopenTask.userErrors[0].code).toBe('STALE_VERSION');
    expect(await taskRow(story, id)).toEqual(before);
  });

  test('a recurring one gives its next occurrence, once', async () => {
    const recurrence = { rule: 'FREQ=WEEKLY', timeZone: 'America/New_York' };
    const id = await addTask(owner, { dueAt: '2026-10-28T13:00:00Z', recurrence, subtasks: [{ title: 'One' }] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => done(owner, id, { completeSubtasks: true })));
    const next = answers.flatMap(({ data }) => data.completeTask.nextOccurrence ?? []);
    // 09:00 in New York on both sides of the end of summer time
    expect(next).toMatchObject([{ dueAt: '2026-11-04T14:00:00.000Z' }]);
    await owner.graphql(reopen, { id });
    expect((await done(owner, id, { completeSubtasks: true })).data.completeTask.nextOccurrence).toBeNull();
    expect(await subtaskRows(story, next[0].id)).toMatchObject([{ title: 'One', is_done: false }]);
  });

  test("another's task is forbidden, another practice's is not there", async () => {
    const id = await addTask(owner);
    const clinician = await story.clinician(practice);
    const stranger = await story.practice();
    expect((await done(clinician, id)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    for (const missing of [id, randomId, 'nonsense']) {
      const { data } = await done(stranger.owner, missing);
      expect(data.completeTask.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    }
    await addSubtask(owner, id);
    expect(await taskRow(story, id)).toMatchObject({ status: 'PENDING' });
  });
});
