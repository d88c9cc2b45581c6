import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Role, roles } from '../../src/platform/access/roles.js';
import { listen, randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';
import { addTask, subtaskRows, taskRow } from '../support/tasks.js';
import { cells, type Reach, reach } from './table.js';

/** The task line of the role table, for every role, through every way in; what is expected is read off the table. */
const story = useStory();
let owner: Person;
const people = {} as Record<Role, Person>;

beforeAll(async () => {
  const began = await story.practice();
  owner = began.owner;
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(began.practice, role);
});

/** A task with a step: the role's own or the owner's. */
const task = (role: Role, isOwn: boolean, status = 'PENDING') =>
  addTask(owner, { status, assignedToId: isOwn ? people[role].id : owner.id, subtasks: [{ title: 'One' }] });
const stepOf = async (id: string) => (await subtaskRows(story, id))[0]!.id as string;
const reaches = (scope: Reach, isOwn: boolean) => scope === 'all' || (scope === 'own' && isOwn);
const codes = (answer: { errors?: { extensions: { code: string } }[] }) =>
  (answer.errors ?? []).map(error => error.extensions.code);
const state = async (...ids: string[]) =>
  Promise.all(ids.map(async id => [await taskRow(story, id), await subtaskRows(story, id)]));

const others = roles.filter(role => role !== 'OWNER');
const cases = others.flatMap(role => [true, false].map(isOwn => [role, isOwn] as [Role, boolean]));

describe.each(cases)('%s, own task: %s', (role, isOwn) => {
  test('reads it over GraphQL and REST, with its steps', async () => {
    const id = await task(role, isOwn);
    const graphql = await people[role].graphql('query ($id: ID!) { task(id: $id) { id title subtasks { title } } }', {
      id,
    });
    const rest = await people[role].rest('GET', `/tasks/${id}`);
    if (!reaches(reach(role, 'task:read'), isOwn)) {
      expect([graphql.data.task, codes(graphql), rest.status]).toEqual([null, ['FORBIDDEN'], 403]);
      return;
    }
    expect(graphql.data.task).toEqual({ id, title: 'Call back', subtasks: [{ title: 'One' }] });
    expect(rest.body.data).toMatchObject({ id, title: 'Call back' });
    expect(rest.body.data).toMatchObject({
      viewerCanUpdate: reaches(reach(role, 'task:update'), isOwn),
      viewerCanDelete: reaches(reach(role, 'task:delete'), isOwn),
      viewerCanComplete: reaches(reach(role, 'task:update'), isOwn),
    });
  });

  test.each([
    ['task:update', 'updateTask', 'PUT', '', { title: 'N' }, 'updateTask(id: $id, input: { title: "N" })'],
    [
      'task:update',
      'completeTask',
      'POST',
      '/complete',
      { completeSubtasks: true },
      'completeTask(id: $id, input: { completeSubtasks: true })',
    ],
    ['task:update', 'addSubtask', 'POST', '/subtasks', { title: 'N' }, 'addSubtask(id: $id, input: { title: "N" })'],
    ['task:delete', 'deleteTask', 'DELETE', '', undefined, 'deleteTask(id: $id)'],
  ] as const)('%s: %s through both doors', async (permission, _, method, path, body, field) => {
    const [first, second] = [await task(role, isOwn), await task(role, isOwn)];
    const before = await state(first, second);
    const rest = await people[role].rest(method, `/tasks/${first}${path}`, body);
    const graphql = await people[role].graphql(`mutation ($id: ID!) { answer: ${field} { userErrors { code } } }`, {
      id: second,
    });
    if (reaches(reach(role, permission), isOwn)) {
      expect([rest.status < 300, graphql.data.answer.userErrors]).toEqual([true, []]);
      expect(await state(first, second)).not.toEqual(before);
      return;
    }
    expect([rest.status, codes(graphql)]).toEqual([403, ['FORBIDDEN']]);
    expect(await state(first, second)).toEqual(before);
  });

  test('changes and takes away steps, and reopens, as it may update', async () => {
    const id = await task(role, isOwn);
    const done = await addTask(owner, { assignedToId: isOwn ? people[role].id : owner.id });
    await owner.rest('POST', `/tasks/${done}/complete`);
    const before = await state(id, done);
    const step = await stepOf(id);
    const update =
      'mutation ($id: ID!) { answer: updateSubtask(id: $id, input: { isDone: true }) { userErrors { code } } }';
    const remove = 'mutation ($id: ID!) { answer: deleteSubtask(id: $id) { userErrors { code } } }';
    const answers = [
      await people[role].rest('PUT', `/tasks/${id}/subtasks/${step}`, { title: 'N' }),
      await people[role].rest('POST', `/tasks/${done}/reopen`),
    ];
    const graphql = [
      await people[role].graphql(update, { id: step }),
      await people[role].graphql(remove, { id: step }),
    ];
    if (reaches(reach(role, 'task:update'), isOwn)) {
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(graphql.map(({ data }) => data.answer.userErrors)).toEqual([[], []]);
      return;
    }
    expect([...answers.map(({ status }) => status), ...graphql.flatMap(codes)]).toEqual([
      403,
      403,
      'FORBIDDEN',
      'FORBIDDEN',
    ]);
    expect(await state(id, done)).toEqual(before);
  });

  test('hears of it with its own eyes only', async () => {
    const heard = await listen(story, people[role], 'subscription { taskChanged { kind taskId task { title } } }');
    const id = await task(role, isOwn);
    const mark = await task(role, true);
    const events = [];
    do events.push((await heard.next()).data.taskChanged);
    while (events.at(-1).taskId !== mark);
    expect(events.some(event => event.taskId === id)).toBe(reaches(reach(role, 'task:read'), isOwn));
    heard.stop();
  });
});

describe.each([...roles])('%s', role => {
  test('lists, filters, searches and sorts what it may read', async () => {
    const [own, foreign] = [await task(role, true), await task(role, false)];
    const scope = reach(role, 'task:read');
    const text = `query { tasks(first: 100, filter: { status: [PENDING] }, search: "call", sort: [{ field: CREATED_AT, direction: DESC }]) { nodes { id } } }`;
    const graphql = await people[role].graphql(text);
    const rest = await people[role].rest('GET', '/tasks?limit=100&status=PENDING&search=call&sort=-createdAt');
    for (const rows of [graphql.data.tasks.nodes, rest.body.data] as { id: string }[][]) {
      const ids = rows.map(row => row.id);
      expect(ids).toContain(own);
      expect(ids.includes(foreign)).toBe(scope === 'all' || role === 'OWNER');
    }
  });

  test.each([
    [
      'task:create',
      (by: Person) => by.rest('POST', '/tasks', { title: 'New' }),
      'mutation { answer: createTask(input: { title: "New" }) { userErrors { code } } }',
    ],
    ['taskStats:read', (by: Person) => by.rest('GET', '/tasks/stats'), '{ answer: taskStats { total } }'],
    [
      'task:restore',
      (by: Person) => by.rest('GET', '/tasks?isDeleted=true'),
      '{ answer: tasks(filter: { isDeleted: true }) { nodes { id } } }',
    ],
  ] as const)('%s', async (permission, call, operation) => {
    const [rest, graphql] = [await call(people[role]), await people[role].graphql(operation)];
    const isAllowed = reach(role, permission) !== 'none';
    expect([rest.status < 300, codes(graphql)]).toEqual([isAllowed, isAllowed ? [] : ['FORBIDDEN']]);
  });

  test('restores only as the table says', async () => {
    const [first, second] = [await task(role, true), await task(role, true)];
    for (const id of [first, second]) await owner.rest('DELETE', `/tasks/${id}`);
    const rest = await people[role].rest('POST', `/tasks/${first}/restore`);
    const graphql = await people[role].graphql(
      'mutation ($id: ID!) { answer: restoreTask(id: $id) { userErrors { code } } }',
      { id: second },
    );
    const isAllowed = reach(role, 'task:restore') === 'all';
    expect([rest.status, codes(graphql)]).toEqual(isAllowed ? [200, []] : [403, ['FORBIDDEN']]);
  });

  test('an id of another practice answers like one that is nobody’s', async () => {
    const other = await story.practice();
    const theirs = await addTask(other.owner, { subtasks: [{ title: 'One' }] });
    const step = await stepOf(theirs);
    const answers = [];
    for (const [id, subtaskId] of [
      [theirs, step],
      [randomId, randomId],
    ]) {
      const read = await people[role].graphql('query ($id: ID!) { task(id: $id) { id } }', { id });
      const calls = [
        ['GET', `/tasks/${id}`],
        ['PUT', `/tasks/${id}`, { title: 'N' }],
        ['DELETE', `/tasks/${id}`],
        ['POST', `/tasks/${id}/complete`, {}],
        ['POST', `/tasks/${id}/subtasks`, { title: 'N' }],
        ['PUT', `/tasks/${id}/subtasks/${subtaskId}`, { title: 'N' }],
        ['DELETE', `/tasks/${id}/subtasks/${subtaskId}`],
      ] as [string, string, object?][];
      const bodies = [];
      for (const [method, path, body] of calls) {
        const answer = await people[role].rest(method, path, body);
        const { requestId: _, ...error } = answer.body.error;
        bodies.push([answer.status, error]);
      }
      answers.push([read.data, codes(read), ...bodies]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect((answers[0] as [number][])[2]![0]).toBe(404);
  });
});

cells('task', 'task:restore');
