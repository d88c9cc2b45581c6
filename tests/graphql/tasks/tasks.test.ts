import { describe, expect, test } from '@jest/globals';
import type { Caller, GraphqlAnswer } from '../../support/caller.js';
import { addLead, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';
import { addTask } from '../../support/tasks.js';

const story = useStory();

const list = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: TaskFilter, $sort: [TaskSort!], $search: String) {
  tasks(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort, search: $search) {
    totalCount nodes { id title isOverdue } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const hour = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * hour).toISOString();

async function titles(by: Caller, variables: Record<string, unknown>): Promise<string[]> {
  const { data, errors } = await by.graphql(list, { first: 100, ...variables });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.tasks.nodes.map((node: { title: string }) => node.title);
}

describe('task', () => {
  test('with its people, what it is about and its steps', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const leadId = await addLead(owner, { firstName: 'Ada' });
    const id = await addTask(owner, {
      relatedTo: { type: 'lead', id: leadId },
      assignedToId: clinician.id,
      subtasks: [{ title: 'One', assignedToId: clinician.id }, { title: 'Two' }],
    });
    const { data, errors } = await owner.graphql(
      `query ($id: ID!) { task(id: $id) { id version type priority status relatedTo { type id } lead { id firstName } client { id }
        createdBy { id } assignedTo { id } subtaskCount openSubtaskCount subtasks { title position isDone assignedTo { id } }
        viewerCanUpdate viewerCanDelete viewerCanComplete viewerCanReopen } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data.task).toMatchObject({
      ...{ id, version: 1, type: 'OTHER', priority: 'NORMAL', status: 'PENDING', client: null },
      relatedTo: { type: 'LEAD', id: leadId },
      lead: { id: leadId, firstName: 'Ada' },
      createdBy: { id: owner.id },
      assignedTo: { id: clinician.id },
      ...{ subtaskCount: 2, openSubtaskCount: 2 },
      subtasks: [
        { title: 'One', position: 0, isDone: false, assignedTo: { id: clinician.id } },
        { title: 'Two', position: 1, assignedTo: null },
      ],
      ...{ viewerCanUpdate: true, viewerCanDelete: true, viewerCanComplete: true, viewerCanReopen: false },
    });
  });

  test('whose lead is deleted, or not the viewer’s, is shown without it', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const leadId = await addLead(owner);
    const id = await addTask(owner, { relatedTo: { type: 'LEAD', id: leadId }, assignedToId: clinician.id });
    const read = 'query ($id: ID!) { task(id: $id) { id relatedTo { id } lead { id } } }';
    const hidden = await clinician.graphql(read, { id });
    expect(hidden.data.task).toMatchObject({ id, relatedTo: { id: leadId }, lead: null });
    await owner.rest('DELETE', `/leads/${leadId}`);
    expect((await owner.graphql(read, { id })).data.task).toMatchObject({ id, relatedTo: { id: leadId }, lead: null });
  });

  test("another practice's and a random id are null alike; one of a colleague is forbidden", async () => {
    const [{ owner, practice }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addTask(owner);
    const read = 'query ($id: ID!) { task(id: $id) { id } }';
    for (const each of [id, randomId, 'nonsense'])
      expect(await stranger.graphql(read, { id: each })).toMatchObject({ data: { task: null } });
    const clinician = await story.clinician(practice);
    expect((await clinician.graphql(read, { id })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await story.stranger().graphql(read, { id })).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('a lead lists its tasks soonest first', async () => {
    const { owner } = await story.practice();
    const leadId = await addLead(owner);
    const relatedTo = { type: 'LEAD', id: leadId };
    for (const [title, dueAt] of [
      ['never', null],
      ['later', at(48)],
      ['soon', at(1)],
    ])
      await addTask(owner, { title, dueAt, relatedTo });
    const { data } = await owner.graphql(
      'query ($id: ID!) { lead(id: $id) { tasks(first: 2) { totalCount nodes { title } pageInfo { hasNextPage } } } }',
      { id: leadId },
    );
    expect(data.lead.tasks).toMatchObject({
      totalCount: 3,
      nodes: [{ title: 'soon' }, { title: 'later' }],
      pageInfo: { hasNextPage: true },
    });
  });
});

describe('tasks', () => {
  test('pages forward and back in every order, skipping and repeating none', async () => {
    const { owner } = await story.practice();
    const priorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'];
    for (let n = 0; n < 9; n++)
      await addTask(owner, { title: `T${n}`, priority: priorities[n % 4], dueAt: n % 3 ? at(n) : null });
    for (const field of [
      'CREATED_AT',
      'UPDATED_AT',
      'DUE_AT',
      'PRIORITY',
      'TITLE',
      'STATUS',
      'COMPLETED_AT',
      'ASSIGNED_TO',
    ]) {
      for (const direction of ['ASC', 'DESC']) {
        const sort = [{ field, direction }];
        const whole = await titles(owner, { sort });
        expect(new Set(whole).size).toBe(9);
        const seen: string[] = [];
        let after: string | null = null;
        for (let page = 0; page < 3; page++) {
          const { data }: GraphqlAnswer = await owner.graphql(list, { first: 4, after, sort });
          seen.push(...data.tasks.nodes.map((node: { title: string }) => node.title));
          after = data.tasks.pageInfo.endCursor;
          expect(data.tasks.totalCount).toBe(9);
          expect(data.tasks.pageInfo.hasNextPage).toBe(page < 2);
        }
        expect([field, direction, seen]).toEqual([field, direction, whole]);
      }
    }
    const pressing = await titles(owner, { sort: [{ field: 'PRIORITY', direction: 'DESC' }, { field: 'DUE_AT' }] });
    expect(pressing.slice(0, 2).sort()).toEqual(['T3', 'T7']);
    expect(await titles(owner, {})).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0].map(n => `T${n}`));
  });

  test('by every filter', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const leadId = await addLead(owner);
    await addTask(owner, { title: 'mine', assignedToId: owner.id, type: 'CALL', priority: 'URGENT', dueAt: at(-2) });
    await addTask(owner, { title: 'theirs', assignedToId: clinician.id, dueAt: at(2), subtasks: [{ title: 'x' }] });
    await addTask(owner, { title: 'about', relatedTo: { type: 'LEAD', id: leadId }, status: 'IN_PROGRESS' });
    const done = await addTask(owner, { title: 'done', dueAt: at(-1) });
    await owner.rest('POST', `/tasks/${done}/complete`);
    const expected: [object, string[]][] = [
      [{ status: ['PENDING'] }, ['mine', 'theirs']],
      [{ status: ['PENDING', 'IN_PROGRESS'] }, ['about', 'mine', 'theirs']],
      [{ status: ['COMPLETED', 'IN_PROGRESS'] }, ['about', 'done']],
      [{ isOpen: false }, ['done']],
      [{ type: ['CALL'] }, ['mine']],
      [{ priority: ['URGENT'] }, ['mine']],
      [{ isMine: true }, ['mine']],
      [{ assignedToId: [clinician.id] }, ['theirs']],
      [{ assignedToId: null }, ['about', 'done']],
      [{ createdById: [clinician.id] }, []],
      [{ completedById: [owner.id] }, ['done']],
      [{ dueAt: { from: at(-3), to: at(0) } }, ['done', 'mine']],
      [{ dueAt: { from: at(0) } }, ['theirs']],
      [{ isOverdue: true }, ['mine']],
      [{ isOverdue: false }, ['about', 'done', 'theirs']],
      [{ hasOpenSubtasks: true }, ['theirs']],
      [{ relatedTo: { type: 'LEAD', id: leadId } }, ['about']],
      [{ relatedType: ['LEAD'] }, ['about']],
      [{ relatedId: [leadId] }, ['about']],
      [{ completedAt: { from: at(-1) } }, ['done']],
      [{ or: [{ isMine: true }, { status: ['COMPLETED'] }] }, ['done', 'mine']],
      [{ not: { isOpen: true } }, ['done']],
    ];
    for (const [filter, found] of expected)
      expect([filter, (await titles(owner, { filter })).sort()]).toEqual([filter, found]);
  });

  test('overdue is by the clock', async () => {
    const { owner } = await story.practice();
    await addTask(owner, { title: 'soon', dueAt: new Date(story.clock.now().getTime() + hour / 12).toISOString() });
    expect(await titles(owner, { filter: { isOverdue: true } })).toEqual([]);
    story.clock.advance({ minutes: 10 });
    const { data } = await owner.graphql(list, { filter: { isOverdue: true } });
    expect(data.tasks.nodes).toMatchObject([{ title: 'soon', isOverdue: true }]);
    story.clock.advance({ minutes: -10 });
  });

  test('by words of title and description, whatever their case and accents', async () => {
    const { owner } = await story.practice();
    await addTask(owner, { title: 'Call José about forms' });
    await addTask(owner, { title: 'Other', description: 'The insurance paperwork' });
    expect(await titles(owner, { search: 'jose FOR' })).toEqual(['Call José about forms']);
    expect(await titles(owner, { search: 'paper' })).toEqual(['Other']);
    expect(await titles(owner, { search: "';--" })).toEqual([]);
    expect(await titles(owner, { search: ' ' })).toHaveLength(2);
  });

  test('a clinician sees what is theirs or what they made', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    await addTask(owner, { title: 'hidden' });
    await addTask(owner, { title: 'given', assignedToId: clinician.id });
    await addTask(clinician, { title: 'passed on', assignedToId: owner.id });
    expect((await titles(clinician, {})).sort()).toEqual(['given', 'passed on']);
  });

  test('bad input is refused in its channel', async () => {
    const { owner, practice } = await story.practice();
    const codes = async (variables: object) =>
      (await owner.graphql(list, variables as Record<string, unknown>)).errors?.map(error => error.extensions.code);
    expect(await codes({ first: 101 })).toEqual(['BAD_USER_INPUT']);
    expect(await codes({ after: 'nonsense' })).toEqual(['BAD_USER_INPUT']);
    expect(await codes({ filter: { createdById: ['nonsense'] } })).toEqual(['BAD_USER_INPUT']);
    const intake = await story.intake(practice);
    expect((await intake.graphql(list, { filter: { isDeleted: true } })).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
  });

  test('the number of statements does not grow with rows, whatever is shown with them', async () => {
    const { owner, practice } = await story.practice();
    const clinician = await story.clinician(practice);
    const { database } = story.services.ground;
    const query = database.query.bind(database);
    const read = `{ tasks(first: 50) { totalCount nodes { id title lead { id firstName } assignedTo { id name }
      subtasks { id title assignedTo { id } } reminders { id } } } }`;
    const count = async () => {
      let statements = 0;
      database.query = ((...given: Parameters<typeof query>) => {
        statements += 1;
        return query(...given);
      }) as typeof database.query;
      try {
        expect((await owner.graphql(read)).errors).toBeUndefined();
      } finally {
        database.query = query as typeof database.query;
      }
      return statements;
    };
    const add = async (many: number) => {
      for (let n = 0; n < many; n++) {
        const relatedTo = { type: 'LEAD', id: await addLead(owner) };
        await addTask(owner, { relatedTo, assignedToId: clinician.id, subtasks: [{ title: 'a' }, { title: 'b' }] });
      }
    };
    await add(1);
    const few = await count();
    await add(12);
    expect(await count()).toBe(few);
  });
});
