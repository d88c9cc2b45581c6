import { beforeAll, describe, expect, test } from '@jest/globals';
import { purgeDeletedTasks } from '../../../src/modules/tasks/task.purge.js';
import { addLead } from '../../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { addTask, eventsOf, subtaskRows, taskRow } from '../../support/tasks.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

const remove =
  'mutation ($id: ID!, $version: Int) { deleteTask(id: $id, expectedVersion: $version) { deletedTaskId task { title } userErrors { code path } } }';
const restore =
  'mutation ($id: ID!) { restoreTask(id: $id) { task { id subtasks { title } } userErrors { code path } } }';
const whole = { subtasks: [{ title: 'One' }], dueAt: '2030-01-01T00:00:00Z', reminders: [{ minutesBefore: 10 }] };

/** As if it had been deleted so many days ago. */
const age = (id: string, days: number) =>
  story.database.query(`update tasks set deleted_at = deleted_at - $2 * interval '1 day' where id = $1`, [id, days]);

describe('deleteTask', () => {
  test('takes it out of sight and out of lists; an owner brings it back whole', async () => {
    const leadId = await addLead(owner);
    const id = await addTask(owner, { ...whole, relatedTo: { type: 'LEAD', id: leadId } });
    expect((await owner.graphql(remove, { id })).data.deleteTask).toEqual({
      ...{ deletedTaskId: id, task: { title: 'Call back' }, userErrors: [] },
    });
    expect((await owner.rest('GET', `/tasks/${id}`)).status).toBe(404);
    expect((await owner.rest('GET', `/tasks?relatedId=${leadId}`)).body.data).toEqual([]);
    expect((await owner.rest('GET', '/tasks?isDeleted=true')).body.data).toMatchObject([{ id }]);
    expect((await owner.graphql(remove, { id })).data.deleteTask.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const armed = () => story.database.query('select is_armed from task_reminders where task_id = $1', [id]);
    expect(await armed()).toEqual([{ is_armed: false }]);
    const back = await owner.graphql(restore, { id });
    expect(back.data.restoreTask).toEqual({ task: { id, subtasks: [{ title: 'One' }] }, userErrors: [] });
    expect(await armed()).toEqual([{ is_armed: true }]);
    expect(await eventsOf(story, id)).toEqual(['TASK_CREATED', 'TASK_DELETED', 'TASK_RESTORED']);
    const twice = await owner.graphql(restore, { id });
    expect(twice.data.restoreTask.userErrors).toEqual([{ code: 'NOT_RESTORABLE', path: ['id'] }]);
  });

  test('is restorable for thirty days, by an owner only', async () => {
    const id = await addTask(owner);
    await owner.rest('DELETE', `/tasks/${id}`);
    const intake = await story.intake(practice);
    expect((await intake.graphql(restore, { id })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await age(id, 31);
    expect((await owner.graphql(restore, { id })).data.restoreTask.userErrors).toMatchObject([
      { code: 'NOT_RESTORABLE' },
    ]);
    expect((await owner.rest('POST', `/tasks/${id}/restore`)).status).toBe(409);
  });

  test('then it goes for good with all that hangs on it, unless a legal hold keeps it', async () => {
    const [gone, held, fresh] = [await addTask(owner, whole), await addTask(owner, whole), await addTask(owner, whole)];
    for (const id of [gone, held, fresh]) await owner.rest('DELETE', `/tasks/${id}`);
    await age(gone, 31);
    await age(held, 31);
    await story.database.query('update tasks set is_on_legal_hold = true where id = $1', [held]);
    expect(await purgeDeletedTasks(story.services.ground)).toBeGreaterThan(0);
    expect([await taskRow(story, gone), (await subtaskRows(story, gone)).length]).toEqual([undefined, 0]);
    expect(await subtaskRows(story, held)).toHaveLength(1);
    expect(await taskRow(story, fresh)).toBeDefined();
  });

  test('a stale version is refused through both doors', async () => {
    const id = await addTask(owner);
    await owner.rest('PUT', `/tasks/${id}`, { priority: 'LOW' });
    const before = await taskRow(story, id);
    const { data } = await owner.graphql(remove, { id, version: 1 });
    expect(data.deleteTask.userErrors).toEqual([{ code: 'STALE_VERSION', path: ['expectedVersion'] }]);
    expect((await owner.rest('DELETE', `/tasks/${id}`, undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect(await taskRow(story, id)).toEqual(before);
  });
});
