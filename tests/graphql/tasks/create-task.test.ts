import { beforeAll, describe, expect, test } from '@jest/globals';
import { addLead, auditOf, randomId } from '../../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { addTask, eventsOf, subtaskRows, taskRow } from '../../support/tasks.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

const create = `mutation ($input: CreateTaskInput!) {
  createTask(input: $input) { task { id version title status dueAt reminders { minutesBefore } recurrence { rule } } userErrors { code path message } }
}`;
const update = `mutation ($id: ID!, $input: UpdateTaskInput!, $version: Int) {
  updateTask(id: $id, input: $input, expectedVersion: $version) { task { id version title description dueAt relatedTo { type id } } userErrors { code path message } }
}`;
const errorsOf = async (by: Person, input: object) => (await by.graphql(create, { input })).data.createTask.userErrors;
const noticesOf = (person: Person) =>
  story.database.query('select kind, text, object_id from staff_notifications where staff_id = $1', [person.id]);

describe('createTask', () => {
  test('keeps all that is given, says so in the log and to listeners', async () => {
    const { data } = await owner.graphql(create, {
      input: {
        ...{ title: '  Call  back ', description: 'Two\nlines', type: 'CALL', priority: 'HIGH', status: 'IN_PROGRESS' },
        ...{ dueAt: '2027-03-01T10:00:00-05:00', assignedToId: owner.id },
        subtasks: [{ title: 'One', dueAt: '2027-02-01T10:00:00Z' }, { title: 'Two' }],
        reminders: [{ minutesBefore: 30 }],
        recurrence: { rule: 'FREQ=DAILY' },
      },
    });
    const { task } = data.createTask;
    expect(task).toMatchObject({
      ...{ version: 1, title: 'Call  back', status: 'IN_PROGRESS', dueAt: '2027-03-01T15:00:00.000Z' },
      ...{ reminders: [{ minutesBefore: 30 }], recurrence: { rule: 'FREQ=DAILY' } },
    });
    expect(await taskRow(story, task.id)).toMatchObject({ type: 'CALL', priority: 'HIGH', priority_rank: 3 });
    expect((await subtaskRows(story, task.id)).map(row => row.title)).toEqual(['One', 'Two']);
    expect(await eventsOf(story, task.id)).toEqual(['TASK_CREATED']);
    expect(await auditOf(story, task.id)).toMatchObject([{ operation: 'createTask', action: 'CREATE' }]);
  });

  test.each([
    [{ title: ' ' }, 'REQUIRED', ['title']],
    [{ title: 'x'.repeat(201) }, 'TOO_LONG', ['title']],
    [{ title: 'x', description: 'x'.repeat(5_001) }, 'TOO_LONG', ['description']],
    [{ title: 'x', status: 'COMPLETED' }, 'INVALID_TRANSITION', ['status']],
    [{ title: 'x', assignedToId: randomId }, 'NOT_FOUND', ['assignedToId']],
    [{ title: 'x', subtasks: [{ title: 'a' }, { title: '' }] }, 'REQUIRED', ['subtasks', '1', 'title']],
    [
      { title: 'x', subtasks: [{ title: 'a', assignedToId: randomId }] },
      'NOT_FOUND',
      ['subtasks', '0', 'assignedToId'],
    ],
    [{ title: 'x', relatedTo: { type: 'LEAD', id: randomId } }, 'NOT_FOUND', ['relatedTo']],
    [{ title: 'x', relatedTo: { type: 'CONTACT', id: randomId } }, 'NOT_FOUND', ['relatedTo']],
    [{ title: 'x', relatedTo: { type: 'ORGANIZATION', id: randomId } }, 'NOT_FOUND', ['relatedTo']],
    [{ title: 'x', relatedTo: { type: 'CAMPAIGN', id: randomId } }, 'NOT_FOUND', ['relatedTo']],
    [{ title: 'x', relatedTo: { type: 'CLIENT', id: randomId } }, 'NOT_FOUND', ['relatedTo']],
    [{ title: 'x', relatedTo: { type: 'EMAIL_CAMPAIGN', id: randomId } }, 'NOT_FOUND', ['relatedTo']],
    [{ title: 'x', relatedTo: { type: 'LEAD', id: 'nonsense' } }, 'INVALID_FORMAT', ['relatedTo', 'id']],
    [{ title: 'x', reminders: [{ minutesBefore: 5 }] }, 'INVALID', ['reminders', '0', 'minutesBefore']],
    [{ title: 'x', recurrence: { rule: 'FREQ=DAILY' } }, 'REQUIRED', ['dueAt']],
  ])('%j is refused, and nothing is kept', async (input, code, path) => {
    const count = async () => (await story.database.query('select count(*)::int as n from tasks'))[0]!.n;
    const before = await count();
    expect(await errorsOf(owner, input)).toMatchObject([{ code, path }]);
    expect(await count()).toBe(before);
  });

  test("what it is about must be the writer's to see, and the practice's", async () => {
    const leadId = await addLead(owner);
    const clinician = await story.clinician(practice);
    const { owner: stranger } = await story.practice();
    const input = { title: 'x', relatedTo: { type: 'LEAD', id: leadId } };
    const answer = await clinician.graphql(create, { input });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await errorsOf(stranger, input)).toMatchObject([{ code: 'NOT_FOUND', path: ['relatedTo'] }]);
    const rest = await clinician.rest('POST', '/tasks', input);
    expect([rest.status, rest.body.error.code]).toEqual([403, 'FORBIDDEN']);
    expect((await stranger.rest('POST', '/tasks', input)).status).toBe(422);
  });

  test('its assignee is told when somebody else says so; the notice names no title', async () => {
    const clinician = await story.clinician(practice);
    const id = await addTask(owner, { title: 'Ring Ada Moss', assignedToId: clinician.id });
    expect(await noticesOf(clinician)).toMatchObject([{ kind: 'TASK_ASSIGNED', object_id: id }]);
    expect((await noticesOf(clinician))[0]!.text).not.toContain('Ada');
    await addTask(clinician, { assignedToId: clinician.id });
    await owner.rest('PUT', `/tasks/${id}`, { assignedToId: clinician.id, priority: 'HIGH' });
    expect(await noticesOf(clinician)).toHaveLength(1);
    const intake = await story.intake(practice);
    await owner.rest('PUT', `/tasks/${id}`, { assignedToId: intake.id });
    expect(await noticesOf(intake)).toHaveLength(1);
  });
});

describe('updateTask', () => {
  test('changes what is present and leaves the rest; null empties', async () => {
    const id = await addTask(owner, { description: 'More', dueAt: '2027-03-01T10:00:00Z' });
    const { data } = await owner.graphql(update, { id, input: { title: 'Other', dueAt: null } });
    expect(data.updateTask.task).toMatchObject({ version: 2, title: 'Other', description: 'More', dueAt: null });
    const same = await owner.graphql(update, { id, input: { title: 'Other' } });
    expect(same.data.updateTask.task.version).toBe(2);
    expect(await auditOf(story, id)).toMatchObject([
      { operation: 'createTask' },
      { operation: 'updateTask', changes: expect.stringContaining('title') },
      { operation: 'updateTask' },
    ]);
  });

  test('walks the whole machine and nothing else, naming both states', async () => {
    const paths: Record<string, string[]> = {
      PENDING: [],
      IN_PROGRESS: ['IN_PROGRESS'],
      COMPLETED: ['COMPLETED'],
      CANCELLED: ['CANCELLED'],
    };
    const allowed = ['PENDING', 'IN_PROGRESS'].flatMap(from => Object.keys(paths).map(to => `${from} ${to}`));
    allowed.push('COMPLETED PENDING', 'CANCELLED PENDING', 'COMPLETED COMPLETED', 'CANCELLED CANCELLED');
    for (const from of Object.keys(paths)) {
      for (const to of Object.keys(paths)) {
        const id = await addTask(owner);
        for (const status of paths[from]!) await owner.rest('PUT', `/tasks/${id}`, { status });
        const before = await taskRow(story, id);
        const { data } = await owner.graphql(update, { id, input: { status: to } });
        const [error] = data.updateTask.userErrors;
        expect([from, to, error?.code]).toEqual([
          from,
          to,
          allowed.includes(`${from} ${to}`) ? undefined : 'INVALID_TRANSITION',
        ]);
        if (!error) continue;
        expect(error.message).toContain(from);
        expect(error.message).toContain(to);
        expect(await taskRow(story, id)).toEqual(before);
      }
    }
  });

  test('a stale version is refused naming the current one; twenty at once, one goes through', async () => {
    const id = await addTask(owner);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => owner.graphql(update, { id, input: { title: `T${n}` }, version: 1 })),
    );
    const codes = answers.map(({ data }) => data.updateTask.userErrors[0]?.code);
    expect(codes.filter(code => code === undefined)).toHaveLength(1);
    expect(codes.filter(code => code === 'STALE_VERSION')).toHaveLength(19);
    expect(await taskRow(story, id)).toMatchObject({ version: 2 });
  });

  test('a task given away stays visible to its maker', async () => {
    const [clinician, other] = [await story.clinician(practice), await story.clinician(practice)];
    const made = await addTask(clinician, { assignedToId: clinician.id });
    const given = await addTask(owner, { assignedToId: clinician.id });
    const kept = await clinician.graphql(update, { id: made, input: { assignedToId: other.id } });
    expect(kept.data.updateTask.task).toMatchObject({ id: made });
    const gone = await clinician.graphql(update, { id: given, input: { assignedToId: other.id } });
    expect(gone.data.updateTask).toEqual({ task: null, userErrors: [] });
  });

  test("another's is forbidden; another practice's and none look alike", async () => {
    const id = await addTask(owner);
    const before = await taskRow(story, id);
    const clinician = await story.clinician(practice);
    const { owner: stranger } = await story.practice();
    const input = { title: 'N' };
    expect((await clinician.graphql(update, { id, input })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const [theirs, none] = [
      (await stranger.graphql(update, { id, input })).data,
      (await stranger.graphql(update, { id: randomId, input })).data,
    ];
    expect(theirs).toEqual(none);
    expect(theirs.updateTask.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect(await taskRow(story, id)).toEqual(before);
  });
});
