import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { useStory } from '../../support/story.js';
import {
  addTask,
  changeTask,
  completeTask,
  createTask,
  finishTask,
  readTask,
  reopenTask,
  seriesOf,
  updateTask,
} from '../../support/task-time.js';

const story = useStory();

const newYork = (rule: string) => ({ rule, timeZone: 'America/New_York' });
/** 09:00 on a Monday in New York; clocks go forward on the Sunday after. */
const monday = '2026-03-02T14:00:00.000Z';
const mondayAfter = '2026-03-09T13:00:00.000Z';

describe('a completed task that comes back', () => {
  test('makes its next occurrence at the same time on the wall, with all that belongs to it undone', async () => {
    const { owner, practice } = await story.practice();
    const alice = await story.intake(practice);
    const task = await addTask(owner, {
      ...{ title: 'Send the report', description: 'By post', type: 'DOCUMENT', priority: 'HIGH', dueAt: monday },
      ...{ assignedToId: alice.id, recurrence: newYork('FREQ=WEEKLY') },
      reminders: [{ minutesBefore: 30 }, { at: '2026-03-01T15:00:00Z', channel: 'EMAIL' }],
      subtasks: [{ title: 'Print', dueAt: '2026-03-02T12:00:00Z', assignedToId: owner.id }, { title: 'Sign' }],
    });
    expect(task.recurrence).toEqual({ ...newYork('FREQ=WEEKLY'), seriesId: expect.any(String), occurrence: 1 });
    await story.services.reminderFiring.fireDue();
    await finishTask(alice, task.id, { completeSubtasks: true });

    const [, next] = await seriesOf(story, task.id);
    expect(await readTask(owner, next!.id)).toEqual({
      ...task,
      id: next!.id,
      version: 1,
      status: 'PENDING',
      dueAt: mondayAfter,
      recurrence: { ...task.recurrence, occurrence: 2 },
      reminders: [
        {
          ...{ id: expect.any(String), minutesBefore: null, at: '2026-03-08T14:00:00.000Z', channel: 'EMAIL' },
          ...{ dueAt: '2026-03-08T14:00:00.000Z', firedAt: null, isLate: false },
        },
        {
          ...{ id: expect.any(String), minutesBefore: 30, at: null, channel: 'IN_APP' },
          ...{ dueAt: '2026-03-09T12:30:00.000Z', firedAt: null, isLate: false },
        },
      ],
      subtasks: [
        { title: 'Print', isDone: false, dueAt: '2026-03-09T11:00:00.000Z', assignedToId: owner.id },
        { title: 'Sign', isDone: false, dueAt: null, assignedToId: null },
      ],
    });
    const [created] = await story.database.query(
      `select operation, action, details::jsonb as details from audit_log where $1 = any(object_ids) and action = 'CREATE'`,
      [next!.id],
    );
    const details = { seriesId: task.recurrence.seriesId, occurrence: 2, previousId: task.id };
    expect(created).toEqual({ operation: 'completeTask', action: 'CREATE', details });
    const events = await story.database.query('select type from outbox where object_id = $1', [next!.id]);
    expect(events.map(({ type }) => type)).toContain('TASK_CREATED');
  });

  test('makes one when twenty complete it at once, and when it is reopened and completed again', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: monday, recurrence: newYork('FREQ=DAILY') });
    await Promise.all(Array.from({ length: 20 }, () => completeTask(owner, id)));
    expect(await seriesOf(story, id)).toHaveLength(2);
    await reopenTask(owner, id);
    await finishTask(owner, id);
    expect(await seriesOf(story, id)).toHaveLength(2);
  });

  test('makes no second one for one that was deleted, and an update that completes counts as well', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: monday, recurrence: newYork('FREQ=DAILY') });
    await changeTask(owner, id, { status: 'COMPLETED' });
    const [, next] = await seriesOf(story, id);
    await owner.rest('DELETE', `/tasks/${next!.id}`);
    await reopenTask(owner, id);
    expect((await owner.rest('PUT', `/tasks/${id}`, { status: 'completed' })).status).toBe(200);
    expect(await seriesOf(story, id)).toHaveLength(2);
  });

  test('counts from its due time, however late it is done', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: monday, recurrence: newYork('FREQ=WEEKLY') });
    await finishTask(owner, id);
    const [, next] = await seriesOf(story, id);
    expect(next!.dueAt).toBe(mondayAfter);
    expect(Date.parse(next!.dueAt)).toBeLessThan(Date.now());
  });

  test('counts from a due time that was moved', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: monday, recurrence: newYork('FREQ=WEEKLY') });
    await changeTask(owner, id, { dueAt: '2026-03-03T15:30:00Z' });
    await finishTask(owner, id);
    expect((await seriesOf(story, id))[1]!.dueAt).toBe('2026-03-10T14:30:00.000Z');
  });

  test('comes at 02:30 again after the night in which the clock skips it', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: '2026-03-07T07:30:00Z', recurrence: newYork('FREQ=DAILY') });
    for (const _night of [1, 2]) await finishTask(owner, (await seriesOf(story, id)).at(-1)!.id);
    const due = (await seriesOf(story, id)).map(({ dueAt }) => dueAt);
    expect(due).toEqual(['2026-03-07T07:30:00.000Z', '2026-03-08T07:30:00.000Z', '2026-03-09T06:30:00.000Z']);
  });

  test.each([
    ['FREQ=DAILY;COUNT=3', 3],
    ['FREQ=DAILY;COUNT=1', 1],
    ['FREQ=DAILY;UNTIL=20260303', 2],
  ])('ends with %s', async (rule, count) => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: monday, recurrence: newYork(rule) });
    for (let done = 0; done < 5; done++) {
      const last = (await seriesOf(story, id)).at(-1)!;
      await finishTask(owner, last.id);
    }
    expect(await seriesOf(story, id)).toHaveLength(count);
  });

  test('counts COUNT from the occurrence that the rule was given to', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: monday, recurrence: newYork('FREQ=WEEKLY') });
    await finishTask(owner, id);
    const second = (await seriesOf(story, id))[1]!;
    await changeTask(owner, second.id, { recurrence: newYork('FREQ=DAILY;COUNT=2') });
    for (let done = 0; done < 3; done++) await finishTask(owner, (await seriesOf(story, id)).at(-1)!.id);
    expect((await seriesOf(story, id)).map(({ dueAt }) => dueAt)).toEqual([
      monday,
      mondayAfter,
      '2026-03-10T13:00:00.000Z',
    ]);
  });

  test('comes back no more once its rule is taken away or it is cancelled', async () => {
    const { owner } = await story.practice();
    const recurrence = newYork('FREQ=WEEKLY');
    const tasks = [
      await addTask(owner, { dueAt: monday, recurrence }),
      await addTask(owner, { dueAt: monday, recurrence }),
    ];
    expect((await changeTask(owner, tasks[0].id, { recurrence: null })).recurrence).toBeNull();
    await finishTask(owner, tasks[0].id);
    await changeTask(owner, tasks[1].id, { status: 'CANCELLED' });
    for (const { id } of tasks) expect(await seriesOf(story, id)).toHaveLength(1);
  });

  test("is of the practice's time zone unless another is given, and its rule stands in capitals", async () => {
    const { owner, practice } = await story.practice();
    await story.database.query(`update practices set time_zone = 'Europe/Berlin' where id = $1`, [practice.id]);
    const task = await addTask(owner, { dueAt: monday, recurrence: { rule: 'rrule:freq=weekly;byday=mo' } });
    expect(task.recurrence).toMatchObject({ rule: 'FREQ=WEEKLY;BYDAY=MO', timeZone: 'Europe/Berlin' });
  });

  test('stays in the hands of those who had it', async () => {
    const { practice } = await story.practice();
    const [maker, doer] = [await story.marketer(practice), await story.marketer(practice)];
    const recurrence = newYork('FREQ=WEEKLY');
    const { id } = await addTask(maker, { dueAt: monday, assignedToId: doer.id, recurrence });
    await finishTask(doer, id);
    const next = (await seriesOf(story, id))[1]!;
    for (const reader of [maker, doer]) {
      expect(await readTask(reader, next.id)).toMatchObject({ assignedToId: doer.id, createdBy: { id: maker.id } });
    }
  });

  test('is held to one by the database itself', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: monday, recurrence: newYork('FREQ=WEEKLY') });
    const twin = story.database.query(
      `insert into tasks (id, practice_id, created_at, updated_at, title, series_id, occurrence)
       select $2, practice_id, now(), now(), title, series_id, occurrence from tasks where id = $1`,
      [id, randomUUID()],
    );
    await expect(twin).rejects.toThrow('tasks_series');
  });
});

describe('a recurrence is refused', () => {
  test.each([
    [{ rule: 'FREQ=SECONDLY' }, 'INVALID', ['recurrence', 'rule']],
    [{ rule: 'FREQ=MINUTELY;COUNT=5' }, 'INVALID', ['recurrence', 'rule']],
    [{ rule: 'every monday' }, 'INVALID', ['recurrence', 'rule']],
    [{ rule: 'FREQ=DAILY;INTERVAL=100000' }, 'INVALID', ['recurrence', 'rule']],
    [{ rule: `FREQ=DAILY;BYHOUR=${'1,'.repeat(300)}1` }, 'TOO_LONG', ['recurrence', 'rule']],
    [{ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'INVALID', ['recurrence', 'rule']],
    [{ rule: 'FREQ=WEEKLY;BYDAY=2MO' }, 'INVALID', ['recurrence', 'rule']],
    [{ rule: 'FREQ=DAILY;UNTIL=20260301' }, 'INVALID', ['recurrence', 'rule']],
    [{ rule: 'FREQ=DAILY;UNTIL=20269999' }, 'INVALID', ['recurrence', 'rule']],
    [{ rule: 'FREQ=DAILY', timeZone: 'Mars/Olympus' }, 'INVALID', ['recurrence', 'timeZone']],
  ])('%j: %s', async (recurrence, code, path) => {
    const { owner } = await story.practice();
    const created = await createTask(owner, { dueAt: monday, recurrence });
    expect(created.data.createTask).toMatchObject({ task: null, userErrors: [{ code, path }] });
    const { id, version } = await addTask(owner, { dueAt: monday });
    const updated = await updateTask(owner, id, { recurrence });
    expect(updated.data.updateTask).toMatchObject({ task: null, userErrors: [{ code, path }] });
    const rest = await owner.rest('PUT', `/tasks/${id}`, { recurrence });
    expect(rest).toMatchObject({ status: 422, body: { error: { details: [{ code, path }] } } });
    expect(await readTask(owner, id)).toMatchObject({ version, recurrence: null });
  });

  test('without a due time to count from, when it is made and when that is taken away', async () => {
    const { owner } = await story.practice();
    const recurrence = newYork('FREQ=WEEKLY');
    const refusal = { task: null, userErrors: [{ code: 'REQUIRED', path: ['dueAt'] }] };
    expect((await createTask(owner, { recurrence })).data.createTask).toMatchObject(refusal);
    const { id } = await addTask(owner, { dueAt: monday, recurrence });
    expect((await updateTask(owner, id, { dueAt: null })).data.updateTask).toMatchObject(refusal);
    expect(await readTask(owner, id)).toMatchObject({ dueAt: monday, recurrence });
  });
});
