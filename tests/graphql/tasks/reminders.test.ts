import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';
import {
  addTask,
  changeTask,
  createTask,
  finishTask,
  readTask,
  remindersTold,
  reopenTask,
  updateTask,
} from '../../support/task-time.js';

/** What the messaging module was handed. */
const handedOn: { kind: string; text: string; staffId: string; objectId: string }[] = [];
const messaging = createServer(async (req: IncomingMessage, res) => {
  handedOn.push(JSON.parse(await text(req)));
  res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
await new Promise<void>(resolve => messaging.listen(0, '127.0.0.1', resolve));
afterAll(() => new Promise(resolve => messaging.close(resolve)));

const story = useStory({
  settings: {
    MESSAGING_URL: `http://127.0.0.1:${(messaging.address() as AddressInfo).port}`,
    MESSAGING_KEY: 'a key of the messaging module',
  },
});

/** As long before or after now. */
const at = (minutes: number) => new Date(story.clock.now().getTime() + minutes * 60_000).toISOString();
/** The worker's part. */
const fire = () => story.services.reminderFiring.fireDue();
const reminderOf = async (by: Person, id: string) => (await readTask(by, id)).reminders[0];

describe('a reminder', () => {
  test('comes when it is due, once, to the assignee, with its audit row and event', async () => {
    const { owner, practice } = await story.practice();
    const alice = await story.clinician(practice);
    const dueAt = at(40);
    const before = new Date(Date.parse(dueAt) - 39 * 60_000).toISOString();
    const task = await addTask(owner, { dueAt, assignedToId: alice.id, reminders: [{ minutesBefore: 39 }] });
    expect(task.reminders).toEqual([
      {
        ...{ id: expect.any(String), minutesBefore: 39, at: null, channel: 'IN_APP' },
        ...{ dueAt: before, firedAt: null, isLate: false },
      },
    ]);
    await fire();
    expect(await remindersTold(alice)).toEqual([]);
    story.clock.advance({ minutes: 1, seconds: 1 });
    await Promise.all([fire(), fire(), fire()]);
    await fire();
    const told = await remindersTold(alice);
    expect(told).toEqual([expect.objectContaining({ objectType: 'TASK', objectId: task.id })]);
    expect(told[0]!.text).toMatch(/^Reminder of the task "Call the school", due \w+, .+ E[SD]T\.$/);
    expect(await remindersTold(owner)).toEqual([]);
    expect(await reminderOf(owner, task.id)).toMatchObject({ firedAt: expect.any(String), isLate: false });
    const audit = await story.database.query(
      `select channel, outcome, details::jsonb as details from audit_log where $1 = any(object_ids) and operation = 'remindOfTask'`,
      [task.id],
    );
    const facts = { reminderId: task.reminders[0].id, channel: 'IN_APP', dueAt: before, isLate: false };
    expect(audit).toEqual([{ channel: 'worker', outcome: 'SUCCEEDED', details: facts }]);
    const events = await story.database.query(
      `select data from outbox where object_id = $1 and type = 'TASK_REMINDED'`,
      [task.id],
    );
    expect(events).toEqual([{ data: expect.objectContaining({ ...facts, assignedToId: alice.id }) }]);
  });

  test('that nobody was there to fire comes late, and says so', async () => {
    const { owner } = await story.practice();
    const task = await addTask(owner, { dueAt: at(60), reminders: [{ at: at(-180) }] });
    await fire();
    expect(await reminderOf(owner, task.id)).toMatchObject({ firedAt: expect.any(String), isLate: true });
    expect((await remindersTold(owner))[0]!.text).toMatch(/This reminder is late: it was to come .+\.$/);
  });

  test('goes to who made the task when nobody active is assigned, else to the owners', async () => {
    const { owner, practice } = await story.practice();
    const [alice, bob] = [await story.intake(practice), await story.intake(practice)];
    const own = await addTask(alice, { reminders: [{ at: at(-1) }] });
    const left = await addTask(alice, { assignedToId: bob.id, reminders: [{ at: at(-1) }] });
    await story.database.query('update staff_members set is_active = false where id = $1', [bob.id]);
    await fire();
    expect((await remindersTold(alice)).map(({ objectId }) => objectId).sort()).toEqual([own.id, left.id].sort());
    const orphan = await addTask(alice, { reminders: [{ at: at(-1) }] });
    await story.database.query('update staff_members set is_active = false where id = $1', [alice.id]);
    await fire();
    expect((await remindersTold(owner)).map(({ objectId }) => objectId)).toEqual([orphan.id]);
  });

  test('follows the due time: it comes again when that is moved ahead, and not when it is moved back', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { dueAt: at(30), reminders: [{ minutesBefore: 30 }] });
    story.clock.advance({ seconds: 1 });
    await fire();
    const later = at(45);
    expect((await changeTask(owner, id, { dueAt: later })).reminders[0]).toMatchObject({ firedAt: null });
    await fire();
    expect(await remindersTold(owner)).toHaveLength(1);
    await changeTask(owner, id, { dueAt: at(31) });
    story.clock.advance({ minutes: 1, seconds: 1 });
    await fire();
    expect(await remindersTold(owner)).toHaveLength(2);
    await changeTask(owner, id, { dueAt: at(-600) });
    await fire();
    expect(await remindersTold(owner)).toHaveLength(2);
  });

  test('does not come of a task that is done, cancelled or deleted', async () => {
    const { owner } = await story.practice();
    const tasks = [];
    for (let n = 0; n < 3; n++) tasks.push(await addTask(owner, { reminders: [{ at: at(1) }] }));
    await finishTask(owner, tasks[0].id);
    await changeTask(owner, tasks[1].id, { status: 'CANCELLED' });
    await owner.rest('DELETE', `/tasks/${tasks[2].id}`);
    story.clock.advance({ minutes: 1, seconds: 1 });
    await fire();
    expect(await remindersTold(owner)).toEqual([]);
    expect(await reminderOf(owner, tasks[0].id)).toMatchObject({ firedAt: null });
  });

  test('of a task that is opened again comes if its time lies ahead, not if it passed meanwhile', async () => {
    const { owner } = await story.practice();
    const { id } = await addTask(owner, { reminders: [{ at: at(1) }, { at: at(3) }] });
    await finishTask(owner, id);
    story.clock.advance({ minutes: 2 });
    await reopenTask(owner, id);
    await fire();
    expect(await remindersTold(owner)).toEqual([]);
    story.clock.advance({ minutes: 1, seconds: 1 });
    await fire();
    expect(await remindersTold(owner)).toHaveLength(1);
  });

  test('that has come stays so when the task is saved whole', async () => {
    const { owner } = await story.practice();
    const reminders = [{ at: at(-5), channel: 'IN_APP' }];
    const { id } = await addTask(owner, { reminders });
    await fire();
    const added = { minutesBefore: 10, channel: 'in_app' };
    await owner.rest('PUT', `/tasks/${id}`, { dueAt: at(60), reminders: [...reminders, added, added] });
    await fire();
    expect(await remindersTold(owner)).toHaveLength(1);
    const seen = (await readTask(owner, id)).reminders;
    expect(seen).toMatchObject([{ firedAt: expect.any(String) }, { minutesBefore: 10, firedAt: null }]);
    expect((await changeTask(owner, id, { reminders: [] })).reminders).toEqual([]);
  });

  test('of EMAIL is handed to the messaging module without the title; one of IN_APP stays here', async () => {
    const { owner } = await story.practice();
    const reminders = [
      { at: at(-2), channel: 'IN_APP' },
      { at: at(-1), channel: 'EMAIL' },
    ];
    const { id } = await addTask(owner, { title: 'Call Kim Lee', dueAt: at(30), reminders });
    await fire();
    const told = await remindersTold(owner);
    expect(told.map(({ text }) => text.includes('Kim Lee'))).toEqual([true, false]);
    handedOn.length = 0;
    await story.services.notifications.deliver();
    const ours = handedOn.filter(({ staffId }) => staffId === owner.id);
    expect(ours).toEqual([expect.objectContaining({ kind: 'TASK_REMINDER', objectId: id, text: told[1]!.text })]);
    expect(JSON.stringify(ours)).not.toContain('Kim');
  });

  test('comes to each once when fifty are due and three workers fire at once', async () => {
    const { owner } = await story.practice();
    for (let n = 0; n < 50; n++) await addTask(owner, { title: `Task ${n}`, reminders: [{ at: at(-n) }] });
    await Promise.all([fire(), fire(), fire()]);
    const told = await remindersTold(owner);
    expect(new Set(told.map(({ objectId }) => objectId)).size).toBe(50);
    expect(told).toHaveLength(50);
  });
});

describe('reminders are refused', () => {
  const dueAt = '2027-01-01T10:00:00Z';
  test.each([
    [{ dueAt, reminders: [{}] }, 'REQUIRED', ['reminders', '0', 'minutesBefore']],
    [{ dueAt, reminders: [{ minutesBefore: 5, at: dueAt }] }, 'INVALID', ['reminders', '0', 'at']],
    [{ dueAt, reminders: [{ minutesBefore: -1 }] }, 'OUT_OF_RANGE', ['reminders', '0', 'minutesBefore']],
    [{ dueAt, reminders: [{ minutesBefore: 1_000_000 }] }, 'OUT_OF_RANGE', ['reminders', '0', 'minutesBefore']],
    [{ reminders: [{ at: dueAt }, { minutesBefore: 5 }] }, 'INVALID', ['reminders', '1', 'minutesBefore']],
    [
      { dueAt, reminders: Array.from({ length: 11 }, (_, minutesBefore) => ({ minutesBefore })) },
      'TOO_LONG',
      ['reminders'],
    ],
  ])('%j: %s', async (input, code, path) => {
    const { owner } = await story.practice();
    const created = await createTask(owner, input);
    expect(created.data.createTask).toMatchObject({ task: null, userErrors: [{ code, path }] });
    const { id, version } = await addTask(owner, { reminders: [{ at: dueAt }] });
    const updated = await updateTask(owner, id, input);
    expect(updated.data.updateTask).toMatchObject({ task: null, userErrors: [{ code, path }] });
    const kept = await readTask(owner, id);
    expect(kept).toMatchObject({ version, dueAt: null, reminders: [{ at: '2027-01-01T10:00:00.000Z' }] });
  });

  test('by a way that there is not', async () => {
    const { owner } = await story.practice();
    const reminders = [{ at: dueAt, channel: 'PIGEON' }];
    const { status, body } = await owner.rest('POST', '/tasks', { title: 'Call', reminders });
    expect(status).toBe(422);
    expect(body.error.details).toMatchObject([{ code: 'INVALID', path: ['reminders', '0', 'channel'] }]);
  });
});
