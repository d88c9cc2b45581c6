import type { Caller } from './caller.js';
import type { Story } from './story.js';

/** A task added by this caller; its id. */
export async function addTask(caller: Caller, input: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await caller.rest('POST', '/tasks', { title: 'Call back', ...input });
  if (status !== 201) throw new Error(`No task was added: ${JSON.stringify(body)}`);
  return body.data.id;
}

/** A subtask added by this caller; its id. */
export async function addSubtask(caller: Caller, taskId: string, input: Record<string, unknown> = {}): Promise<string> {
  const { data, errors } = await caller.graphql(
    'mutation ($id: ID!, $input: AddSubtaskInput!) { addSubtask(id: $id, input: $input) { subtask { id } userErrors { code path } } }',
    { id: taskId, input: { title: 'A step', ...input } },
  );
  const id = data?.addSubtask?.subtask?.id;
  if (!id) throw new Error(`No subtask was added: ${JSON.stringify({ data, errors })}`);
  return id;
}

/** The row as it stands, read behind the application's back. */
export async function taskRow(story: Story, id: string): Promise<Record<string, unknown>> {
  const [row] = await story.database.query('select * from tasks where id = $1', [id]);
  return row as Record<string, unknown>;
}

/** The subtasks of a task in their order, likewise. */
export const subtaskRows = (story: Story, taskId: string) =>
  story.database.query('select * from subtasks where task_id = $1 order by position', [taskId]);

/** Types of the events about a task, oldest first. */
export async function eventsOf(story: Story, id: string): Promise<string[]> {
  const rows = await story.database.query('select type from outbox where object_id = $1 order by sequence', [id]);
  return rows.map(row => row.type);
}
