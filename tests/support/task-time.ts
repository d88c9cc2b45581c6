import type { Caller, GraphqlAnswer } from './caller.js';
import type { Story } from './story.js';

const fields = `id version title description type priority status dueAt completedAt createdBy { id } assignedToId
  relatedTo { type id } recurrence { rule timeZone seriesId occurrence }
  reminders { id minutesBefore at channel dueAt firedAt isLate } subtasks { title isDone dueAt assignedToId }`;
const refusals = 'userErrors { code path message }';

/** A task as these tests look at it. */
// biome-ignore lint/suspicious/noExplicitAny: each test names what it looks at
export type SeenTask = any;

const one = async (answer: Promise<GraphqlAnswer>, field: string): Promise<SeenTask> => {
  const { data, errors } = await answer;
  const payload = data?.[field];
  if (!payload?.task) throw new Error(`${field}: ${JSON.stringify({ data, errors })}`);
  return payload.task;
};

export const createTask = (by: Caller, input: Record<string, unknown>) =>
  by.graphql(`mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { ${fields} } ${refusals} } }`, {
    input: { title: 'Call the school', ...input },
  });

export const updateTask = (by: Caller, id: string, input: Record<string, unknown>) =>
  by.graphql(
    `mutation ($id: ID!, $input: UpdateTaskInput!) { updateTask(id: $id, input: $input) { task { ${fields} } ${refusals} } }`,
    { id, input },
  );

export const completeTask = (by: Caller, id: string, input: Record<string, unknown> = {}) =>
  by.graphql(
    `mutation ($id: ID!, $input: CompleteTaskInput) { completeTask(id: $id, input: $input) { task { ${fields} } ${refusals} } }`,
    { id, input },
  );

export const addTask = (by: Caller, input: Record<string, unknown>) => one(createTask(by, input), 'createTask');
export const changeTask = (by: Caller, id: string, input: Record<string, unknown>) =>
  one(updateTask(by, id, input), 'updateTask');
export const finishTask = (by: Caller, id: string, input: Record<string, unknown> = {}) =>
  one(completeTask(by, id, input), 'completeTask');

export async function reopenTask(by: Caller, id: string): Promise<void> {
  const { data } = await by.graphql(`mutation ($id: ID!) { reopenTask(id: $id) { ${refusals} } }`, { id });
  if (data.reopenTask.userErrors.length > 0) throw new Error(JSON.stringify(data.reopenTask));
}

export async function readTask(by: Caller, id: string): Promise<SeenTask> {
  return (await by.graphql(`query ($id: ID!) { task(id: $id) { ${fields} } }`, { id })).data.task;
}

/** The tasks of the series that this one belongs to, by occurrence, deleted ones too. */
export async function seriesOf(story: Story, id: string): Promise<{ id: string; occurrence: number; dueAt: string }[]> {
  const rows = await story.database.query(
    `select id, occurrence, due_at as "dueAt" from tasks
     where series_id = (select series_id from tasks where id = $1) order by occurrence`,
    [id],
  );
  return rows.map(row => ({ ...row, dueAt: row.dueAt.toISOString() })) as never;
}

/** What the person is told by reminders, oldest first. */
export async function remindersTold(by: Caller): Promise<{ text: string; objectId: string; objectType: string }[]> {
  const { data } = await by.graphql('{ notifications { kind text objectType objectId } }');
  return data.notifications.filter(({ kind }: { kind: string }) => kind === 'TASK_REMINDER').reverse();
}
