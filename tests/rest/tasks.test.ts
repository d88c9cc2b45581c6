import { beforeAll, describe, expect, test } from '@jest/globals';
import { addLead, randomId } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { addTask, taskRow } from '../support/tasks.js';

/** The documented addresses of tasks. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

describe('/tasks', () => {
  test('POST adds one: 201, Location, ETag; words in any case', async () => {
    const leadId = await addLead(owner);
    const answer = await owner.rest('POST', '/tasks', {
      ...{ title: 'Send forms', type: 'document', priority: 'urgent', dueAt: '2027-01-04T09:00:00Z' },
      ...{ relatedTo: { type: 'lead', id: leadId }, assignedToId: owner.id, subtasks: [{ title: 'Print' }] },
    });
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(data).toMatchObject({
      ...{ type: 'DOCUMENT', priority: 'URGENT', status: 'PENDING', isOverdue: false, completedAt: null },
      relatedTo: { type: 'LEAD', id: leadId },
      assignedTo: { id: owner.id },
      subtasks: [{ title: 'Print', position: 0, isDone: false }],
      ...{ reminders: [], recurrence: null },
    });
    expect(answer.headers.get('location')).toBe(`/api/v1/tasks/${data.id}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    const got = await owner.rest('GET', `/tasks/${data.id}`);
    expect([got.status, got.body.data, got.headers.get('etag')]).toEqual([200, data, '"1"']);
  });

  test('GET lists pages, by number and by cursor, with filters, search and sort', async () => {
    const { owner: mine } = await story.practice();
    for (let n = 0; n < 5; n++)
      await addTask(mine, {
        title: `T${n} ${n % 2 ? 'odd' : 'even'}`,
        dueAt: `2026-01-0${n + 1}T00:00:00Z`,
        type: n ? 'CALL' : 'EMAIL',
      });
    const first = await mine.rest('GET', '/tasks?limit=2&sort=dueAt');
    expect(first.body.data.map((row: { title: string }) => row.title)).toEqual(['T0 even', 'T1 odd']);
    expect(first.body.pagination).toMatchObject({ page: 1, limit: 2, total: 5, totalPages: 3 });
    const second = await mine.rest('GET', '/tasks?limit=2&sort=dueAt&page=2');
    const cursor = encodeURIComponent(first.body.pagination.nextCursor);
    const next = await mine.rest('GET', `/tasks?limit=2&sort=dueAt&cursor=${cursor}`);
    expect(next.body.data).toEqual(second.body.data);
    const count = async (query: string) => (await mine.rest('GET', `/tasks?${query}`)).body.pagination.total;
    expect(await count('search=odd')).toBe(2);
    expect(await count('type=call&type=email')).toBe(5);
    expect(await count('type=EMAIL')).toBe(1);
    expect(await count('dueFrom=2026-01-02T00:00:00Z&dueTo=2026-01-04T00:00:00Z')).toBe(2);
    expect(await count('assignedToId=none')).toBe(5);
    expect(await count('isMine=true')).toBe(0);
    expect(await count('isOverdue=true')).toBe(5);
    expect((await mine.rest('GET', '/tasks?limit=101')).status).toBe(400);
    expect((await mine.rest('GET', '/tasks?colour=red')).status).toBe(400);
    expect((await mine.rest('GET', '/tasks?sort=colour')).status).toBe(400);
  });

  test('stats is never read as an id', async () => {
    const answer = await owner.rest('GET', '/tasks/stats');
    expect([answer.status, typeof answer.body.data.total]).toEqual([200, 'number']);
  });
});

describe('/tasks/:id', () => {
  test('PUT changes the fields present, bears If-Match, refuses unknown ones', async () => {
    const id = await addTask(owner, { description: 'More' });
    const put = await owner.rest('PUT', `/tasks/${id}`, { title: 'Other' }, { 'if-match': '"1"' });
    expect([put.status, put.headers.get('etag')]).toEqual([200, '"2"']);
    expect(put.body.data).toMatchObject({ title: 'Other', description: 'More' });
    const before = await taskRow(story, id);
    expect((await owner.rest('PUT', `/tasks/${id}`, { title: 'N' }, { 'if-match': '"1"' })).status).toBe(412);
    for (const field of [
      'completedAt',
      'completedById',
      'practice',
      'createdById',
      'subtasks',
      'isOverdue',
      'deletedAt',
    ]) {
      const { status, body } = await owner.rest('PUT', `/tasks/${id}`, { [field]: null });
      expect([field, status, body.error.details[0].code]).toEqual([field, 422, 'UNKNOWN_FIELD']);
    }
    expect(await taskRow(story, id)).toEqual(before);
  });

  test('completing through PUT stamps; the way back clears', async () => {
    const id = await addTask(owner);
    const done = await owner.rest('PUT', `/tasks/${id}`, { status: 'completed' });
    expect(done.body.data).toMatchObject({ status: 'COMPLETED', completedById: owner.id });
    expect(done.body.data.completedAt).toEqual(expect.any(String));
    const back = await owner.rest('PUT', `/tasks/${id}`, { status: 'pending' });
    expect(back.body.data).toMatchObject({ status: 'PENDING', completedById: null, completedAt: null });
  });

  test('DELETE: 204, then 404; restore brings it back', async () => {
    const id = await addTask(owner);
    const gone = await owner.rest('DELETE', `/tasks/${id}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    for (const method of ['GET', 'DELETE']) expect((await owner.rest(method, `/tasks/${id}`)).status).toBe(404);
    const back = await owner.rest('POST', `/tasks/${id}/restore`);
    expect([back.status, back.body.data.id]).toEqual([200, id]);
  });

  test('complete answers what came of it; reopen takes it back', async () => {
    const leadId = await addLead(owner);
    const id = await addTask(owner, { relatedTo: { type: 'LEAD', id: leadId } });
    const done = await owner.rest('POST', `/tasks/${id}/complete`, {
      interaction: { kind: 'call', direction: 'outbound', summary: 'Spoke' },
      followUp: { title: 'Again', dueAt: '2027-02-01T09:00:00Z' },
    });
    expect(done.status).toBe(200);
    expect(done.body.data).toMatchObject({
      ...{ id, status: 'COMPLETED', nextOccurrence: null },
      interaction: { kind: 'CALL', summary: 'Spoke', followUpTaskId: done.body.data.followUp.id },
      followUp: { title: 'Again', relatedTo: { type: 'LEAD', id: leadId } },
    });
    const back = await owner.rest('POST', `/tasks/${id}/reopen`);
    expect(back.body.data).toMatchObject({ status: 'PENDING', completedAt: null });
  });

  test('other methods, ids and practices', async () => {
    const id = await addTask(owner);
    const patch = await owner.rest('PATCH', `/tasks/${id}`, {});
    expect([patch.status, patch.headers.get('allow')]).toEqual([405, expect.stringContaining('PUT')]);
    const { owner: stranger } = await story.practice();
    const bodies = [];
    for (const each of [id, randomId]) {
      const { status, body } = await stranger.rest('GET', `/tasks/${each}`);
      const { requestId: _, ...error } = body.error;
      bodies.push([status, error]);
    }
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0]![0]).toBe(404);
    expect((await (await story.clinician(practice)).rest('GET', `/tasks/${id}`)).status).toBe(403);
    expect((await story.stranger().rest('GET', `/tasks/${id}`)).status).toBe(401);
  });
});

describe('/tasks/:id/subtasks', () => {
  test('POST 201, PUT 200, both with the whole task; DELETE 204', async () => {
    const id = await addTask(owner);
    const added = await owner.rest('POST', `/tasks/${id}/subtasks`, { title: 'One' });
    expect([added.status, added.headers.get('etag')]).toEqual([201, '"2"']);
    expect(added.body.data).toMatchObject({
      id,
      version: 2,
      subtaskCount: 1,
      subtasks: [{ title: 'One', position: 0 }],
    });
    const subtaskId = added.body.data.subtasks[0].id;
    const path = `/tasks/${id}/subtasks/${subtaskId}`;
    const put = await owner.rest('PUT', path, { isDone: true });
    expect([put.status, put.body.data.openSubtaskCount]).toEqual([200, 0]);
    expect(put.body.data.subtasks[0]).toMatchObject({ isDone: true, completedById: owner.id });
    expect((await owner.rest('PUT', path, { colour: 'red' })).status).toBe(422);
    expect((await owner.rest('DELETE', path)).status).toBe(204);
    expect((await owner.rest('DELETE', path)).status).toBe(404);
    expect((await owner.rest('GET', `/tasks/${id}`)).body.data).toMatchObject({ version: 4, subtasks: [] });
  });
});
