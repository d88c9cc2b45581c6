import { describe, expect, test } from '@jest/globals';
import { listen } from '../../support/leads.js';
import { useStory } from '../../support/story.js';
import { addSubtask, addTask } from '../../support/tasks.js';

const story = useStory();
const taskChanged = `subscription ($after: String) {
  taskChanged(after: $after) { cursor at kind taskId totalCount task { id title status openSubtaskCount } }
}`;

describe('taskChanged', () => {
  test('tells what happens, in order, then what was missed after a cursor', async () => {
    const { owner } = await story.practice();
    const subscription = await listen(story, owner, taskChanged);
    const id = await addTask(owner);
    await owner.rest('PUT', `/tasks/${id}`, { title: 'Other' });
    await addSubtask(owner, id);
    await owner.rest('POST', `/tasks/${id}/complete`, { completeSubtasks: true });
    await owner.rest('POST', `/tasks/${id}/reopen`);
    await owner.rest('DELETE', `/tasks/${id}`);
    await owner.rest('POST', `/tasks/${id}/restore`);
    const expected = ['CREATED', 'UPDATED', 'UPDATED', 'COMPLETED', 'REOPENED', 'DELETED', 'RESTORED'];
    const events = [];
    for (const _ of expected) events.push((await subscription.next()).data.taskChanged);
    expect(events.map(event => [event.kind, event.taskId])).toEqual(expected.map(kind => [`TASK_${kind}`, id]));
    const replay = await listen(story, owner, taskChanged, { after: events[4].cursor });
    expect((await replay.next()).data.taskChanged).toMatchObject({ kind: 'TASK_DELETED', task: null });
    expect((await replay.next()).data.taskChanged).toMatchObject({
      kind: 'TASK_RESTORED',
      task: { id, status: 'PENDING' },
    });
  });

  test('after a cursor that is too old, one RESYNC with the total of the query', async () => {
    const { owner, practice } = await story.practice();
    const first = await listen(story, owner, taskChanged);
    await addTask(owner);
    const { cursor } = (await first.next()).data.taskChanged;
    await addTask(owner);
    story.clock.advance({ hours: 26 });
    try {
      const [later, clinician] = [await story.owner(practice), await story.clinician(practice)];
      await addTask(later, { assignedToId: clinician.id });
      for (const [person, totalCount] of [
        [later, 3],
        [clinician, 1],
      ] as const) {
        const heard = await listen(story, person, taskChanged, { after: cursor });
        const event = (await heard.next()).data.taskChanged;
        expect(event).toMatchObject({ kind: 'RESYNC', taskId: null, task: null, totalCount });
      }
    } finally {
      story.clock.advance({ hours: -26 });
    }
  });

  test('each hears of tasks that are theirs when it is told, and of no other practice', async () => {
    const { owner, practice } = await story.practice();
    const { owner: stranger } = await story.practice();
    const clinician = await story.clinician(practice);
    const [mine, theirs] = [await listen(story, clinician, taskChanged), await listen(story, stranger, taskChanged)];
    await addTask(owner, { title: 'hidden' });
    const id = await addTask(owner, { title: 'given', assignedToId: clinician.id });
    await owner.rest('PUT', `/tasks/${id}`, { assignedToId: owner.id });
    await owner.rest('PUT', `/tasks/${id}`, { title: 'no longer theirs' });
    const mark = await addTask(clinician, { title: 'mark' });
    expect((await mine.next()).data.taskChanged).toMatchObject({ kind: 'TASK_CREATED', taskId: id });
    expect((await mine.next()).data.taskChanged).toMatchObject({ taskId: mark });
    const own = await addTask(stranger);
    expect((await theirs.next()).data.taskChanged).toMatchObject({ taskId: own });
  });

  test('who may read no task is refused when subscribing', async () => {
    const { practice } = await story.practice();
    const program = await story.program(practice, 'lead:read');
    const refused = await program.subscribe(taskChanged);
    expect(JSON.stringify(await refused.ended)).toContain('FORBIDDEN');
  });
});
