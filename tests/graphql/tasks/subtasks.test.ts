import { beforeAll, describe, expect, test } from '@jest/globals';
import { randomId } from '../../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../../support/story.js';
import { addSubtask, addTask, subtaskRows, taskRow } from '../../support/tasks.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

const update = `mutation ($id: ID!, $input: UpdateSubtaskInput!, $version: Int) {
  updateSubtask(id: $id, input: $input, expectedVersion: $version) {
    subtask { id title isDone position completedAt completedBy { id } } task { version openSubtaskCount subtasks { title position } }
    userErrors { code path }
  }
}`;
const remove = `mutation ($id: ID!, $version: Int) {
  deleteSubtask(id: $id, expectedVersion: $version) { deletedSubtaskId task { version subtasks { title position } } userErrors { code path } }
}`;
const add = `mutation ($id: ID!, $input: AddSubtaskInput!) {
  addSubtask(id: $id, input: $input) { subtask { id position } task { version subtasks { title } } userErrors { code path } }
}`;
const order = async (taskId: string) => (await subtaskRows(story, taskId)).map(row => row.title).join('');
const named = async (taskId: string, title: string) =>
  (await subtaskRows(story, taskId)).find(row => row.title === title)!.id as string;
const letters = (text: string) => [...text].map(title => ({ title }));

describe('subtasks', () => {
  test('are added at the end or at a place, and move the version of their task', async () => {
    const id = await addTask(owner, { subtasks: letters('AB') });
    await addSubtask(owner, id, { title: 'C' });
    await addSubtask(owner, id, { title: 'X', position: 0 });
    await addSubtask(owner, id, { title: 'Y', position: 2 });
    await addSubtask(owner, id, { title: 'Z', position: 99 });
    expect(await order(id)).toBe('XAYBCZ');
    expect((await subtaskRows(story, id)).map(row => row.position)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await taskRow(story, id)).toMatchObject({ version: 5, subtask_count: 6, open_subtask_count: 6 });
  });

  test('twenty added at once are all there, each at its own place', async () => {
    const id = await addTask(owner);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => owner.graphql(add, { id, input: { title: `S${n}` } })),
    );
    expect(answers.flatMap(({ data }) => data.addSubtask.userErrors)).toEqual([]);
    expect((await subtaskRows(story, id)).map(row => row.position)).toEqual([...Array(20).keys()]);
    expect(await taskRow(story, id)).toMatchObject({ version: 21, subtask_count: 20, open_subtask_count: 20 });
  });

  test.each([
    ['A', 3, 'BCDAE'],
    ['E', 0, 'EABCD'],
    ['C', 2, 'ABCDE'],
    ['B', 50, 'ACDEB'],
    ['D', 1, 'ADBCE'],
  ])('%s moved to %s gives %s', async (title, position, expected) => {
    const id = await addTask(owner, { subtasks: letters('ABCDE') });
    const { data } = await owner.graphql(update, { id: await named(id, title), input: { position } });
    expect(data.updateSubtask.userErrors).toEqual([]);
    expect(await order(id)).toBe(expected);
    expect((await subtaskRows(story, id)).map(row => row.position)).toEqual([0, 1, 2, 3, 4]);
  });

  test('moves at once leave each at a place of its own', async () => {
    const id = await addTask(owner, { subtasks: letters('ABCDEFGH') });
    const rows = await subtaskRows(story, id);
    await Promise.all(rows.map((row, n) => owner.graphql(update, { id: row.id, input: { position: (n * 5) % 8 } })));
    expect((await subtaskRows(story, id)).map(row => row.position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...(await order(id))].sort().join('')).toBe('ABCDEFGH');
  });

  test('ticking one off says when and by whom; taking it back forgets both', async () => {
    const id = await addTask(owner, { subtasks: letters('AB') });
    const a = await named(id, 'A');
    const { data } = await owner.graphql(update, { id: a, input: { isDone: true } });
    expect(data.updateSubtask).toMatchObject({
      subtask: { isDone: true, completedBy: { id: owner.id } },
      task: { version: 2, openSubtaskCount: 1 },
    });
    expect(data.updateSubtask.subtask.completedAt).not.toBeNull();
    const back = await owner.graphql(update, { id: a, input: { isDone: false } });
    expect(back.data.updateSubtask.subtask).toMatchObject({ isDone: false, completedAt: null, completedBy: null });
    const same = await owner.graphql(update, { id: a, input: { isDone: false, title: 'A' } });
    expect(same.data.updateSubtask.task.version).toBe(3);
  });

  test('one that goes lets the others move up', async () => {
    const id = await addTask(owner, { subtasks: letters('ABC') });
    const { data } = await owner.graphql(remove, { id: await named(id, 'B') });
    expect(data.deleteSubtask).toMatchObject({
      task: {
        version: 2,
        subtasks: [
          { title: 'A', position: 0 },
          { title: 'C', position: 1 },
        ],
      },
      userErrors: [],
    });
    expect(await taskRow(story, id)).toMatchObject({ subtask_count: 2, open_subtask_count: 2 });
  });

  test('the version moves within one millisecond too', async () => {
    const id = await addTask(owner, { subtasks: letters('A') });
    const a = await named(id, 'A');
    const fixed = new Date();
    const { clock } = story;
    const now = clock.now.bind(clock);
    clock.now = () => fixed;
    for (const title of ['B', 'C', 'D']) await owner.graphql(update, { id: a, input: { title } });
    clock.now = now;
    expect(await taskRow(story, id)).toMatchObject({ version: 4 });
  });

  test('a stale version of the task refuses a change, not an addition; nothing changed', async () => {
    const id = await addTask(owner, { subtasks: letters('AB') });
    await addSubtask(owner, id, { title: 'C' });
    const before = [await taskRow(story, id), await subtaskRows(story, id)];
    const a = await named(id, 'A');
    for (const [text, name] of [
      [update, 'updateSubtask'],
      [remove, 'deleteSubtask'],
    ] as const) {
      const { data } = await owner.graphql(text, { id: a, input: { title: 'N' }, version: 1 });
      expect(data[name].userErrors).toEqual([{ code: 'STALE_VERSION', path: ['expectedVersion'] }]);
    }
    const put = await owner.rest('PUT', `/tasks/${id}/subtasks/${a}`, { title: 'N' }, { 'if-match': '"1"' });
    const gone = await owner.rest('DELETE', `/tasks/${id}/subtasks/${a}`, undefined, { 'if-match': '"1"' });
    expect([put.status, gone.status]).toEqual([412, 412]);
    expect([await taskRow(story, id), await subtaskRows(story, id)]).toEqual(before);
  });

  test('bad values are refused by path', async () => {
    const id = await addTask(owner);
    const refused: [object, object][] = [
      [{ title: ' ' }, { code: 'REQUIRED', path: ['title'] }],
      [{ title: 'x'.repeat(201) }, { code: 'TOO_LONG', path: ['title'] }],
      [
        { title: 'x', position: -1 },
        { code: 'OUT_OF_RANGE', path: ['position'] },
      ],
      [
        { title: 'x', assignedToId: randomId },
        { code: 'NOT_FOUND', path: ['assignedToId'] },
      ],
    ];
    for (const [input, error] of refused)
      expect((await owner.graphql(add, { id, input })).data.addSubtask.userErrors).toEqual([error]);
    expect(await subtaskRows(story, id)).toEqual([]);
  });

  test('a task has at most a hundred', async () => {
    const id = await addTask(owner, { subtasks: Array.from({ length: 100 }, (_, n) => ({ title: `S${n}` })) });
    const { data } = await owner.graphql(add, { id, input: { title: 'More' } });
    expect(data.addSubtask.userErrors).toEqual([{ code: 'LIMIT_REACHED', path: ['id'] }]);
  });

  test("a colleague's are forbidden, another practice's look like none, and so do those of another task", async () => {
    const id = await addTask(owner, { subtasks: letters('A') });
    const a = await named(id, 'A');
    const clinician = await story.clinician(practice);
    const { owner: stranger } = await story.practice();
    const before = [await taskRow(story, id), await subtaskRows(story, id)];
    for (const [text, target] of [
      [add, id],
      [update, a],
      [remove, a],
    ] as const) {
      const variables = { id: target, input: { title: 'N' } };
      expect((await clinician.graphql(text, variables)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      const answers = [];
      for (const each of [target, randomId])
        answers.push((await stranger.graphql(text, { ...variables, id: each })).data);
      expect(answers[0]).toEqual(answers[1]);
      expect(JSON.stringify(answers[0])).toContain('NOT_FOUND');
    }
    const other = await addTask(owner);
    expect((await owner.rest('PUT', `/tasks/${other}/subtasks/${a}`, { title: 'N' })).status).toBe(404);
    expect((await owner.rest('DELETE', `/tasks/${other}/subtasks/${a}`)).status).toBe(404);
    expect([await taskRow(story, id), await subtaskRows(story, id)]).toEqual(before);
  });
});
