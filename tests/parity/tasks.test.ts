import { describe, expect, test } from '@jest/globals';
import { addLead, randomId } from '../support/leads.js';
import type { Person } from '../support/story.js';
import { useStory } from '../support/story.js';
import { addSubtask, addTask } from '../support/tasks.js';

const story = useStory();

/** What one door did: the codes it answered and everything it left in the practice, without ids, times and ciphertexts. */
async function left(person: Person, answered: string[]) {
  const read = (text: string) => story.database.query(text, [person.practice.id]);
  return {
    answered,
    tasks: await read(
      `select title, description, type, priority, status, due_at, related_type, related_id is not null as related, version,
         subtask_count, open_subtask_count, completed_at is not null as completed, completed_by_id is not null as by,
         assigned_to_id is not null as assigned, recurrence_rule, occurrence, deleted_at is not null as deleted,
         created_by_id is not null as made
       from tasks where practice_id = $1 order by created_at, id`,
    ),
    subtasks: await read(
      `select title, is_done, due_at, position, version, completed_at is not null as completed, completed_by_id is not null as by
       from subtasks where practice_id = $1 order by task_id, position`,
    ),
    reminders: await read(
      'select minutes_before, at, channel, is_armed from task_reminders where practice_id = $1 order by channel',
    ),
    interactions: await read(
      `select kind, direction, outcome, sealed_summary is not null as summary, follow_up_task_id is not null as task
       from interactions where practice_id = $1 order by created_at, id`,
    ),
    notices: await read(
      'select n.kind from staff_notifications n join staff_members m on m.id = n.staff_id where m.practice_id = $1',
    ),
    events: await read('select type from outbox where practice_id = $1 order by sequence'),
    audit: await read(
      `select operation, action, object_type, outcome, code, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and channel in ('graphql', 'rest') and operation <> 'signIn' order by seq`,
    ),
  };
}

type Step = { operation: string; id?: string; input?: Record<string, unknown>; version?: number };

const change = (name: string, declared = '', passed = '') =>
  `mutation ($id: ID!, $version: Int${declared}) {
    done: ${name}(id: $id, expectedVersion: $version${passed}) { task { id subtasks { id } } userErrors { code path } }
  }`;
const documents: Record<string, string> = {
  createTask:
    'mutation ($input: CreateTaskInput!) { done: createTask(input: $input) { task { id subtasks { id } } userErrors { code path } } }',
  updateTask: change('updateTask', ', $input: UpdateTaskInput!', ', input: $input'),
  deleteTask:
    'mutation ($id: ID!, $version: Int) { done: deleteTask(id: $id, expectedVersion: $version) { userErrors { code path } } }',
  restoreTask:
    'mutation ($id: ID!) { done: restoreTask(id: $id) { task { id subtasks { id } } userErrors { code path } } }',
  completeTask: `mutation ($id: ID!, $version: Int, $input: CompleteTaskInput) {
    done: completeTask(id: $id, expectedVersion: $version, input: $input) {
      task { id subtasks { id } } followUp { id subtasks { id } } nextOccurrence { id } userErrors { code path } } }`,
  reopenTask: change('reopenTask'),
  addSubtask:
    'mutation ($id: ID!, $input: AddSubtaskInput!) { done: addSubtask(id: $id, input: $input) { task { id subtasks { id } } userErrors { code path } } }',
  updateSubtask: change('updateSubtask', ', $input: UpdateSubtaskInput!', ', input: $input'),
  deleteSubtask:
    'mutation ($id: ID!, $version: Int) { done: deleteSubtask(id: $id, expectedVersion: $version) { userErrors { code path } } }',
  task: 'query ($id: ID!) { task(id: $id) { id subtasks { id } } }',
  tasks: 'query { tasks { nodes { id subtasks { id } } } }',
};

const codesOf = (faults: { code: string; path: unknown }[]) =>
  faults.map(fault => `${fault.code} ${[fault.path].flat().join('.')}`).sort();

async function throughGraphql(person: Person, { operation, ...variables }: Step): Promise<string[]> {
  const { data, errors } = await person.graphql(documents[operation]!, variables);
  if (errors) return errors.map(error => error.extensions.code);
  return data.done ? codesOf(data.done.userErrors) : [];
}

const addresses: Record<string, (id: string, task: string) => [string, string]> = {
  createTask: () => ['POST', '/tasks'],
  updateTask: id => ['PUT', `/tasks/${id}`],
  deleteTask: id => ['DELETE', `/tasks/${id}`],
  restoreTask: id => ['POST', `/tasks/${id}/restore`],
  completeTask: id => ['POST', `/tasks/${id}/complete`],
  reopenTask: id => ['POST', `/tasks/${id}/reopen`],
  addSubtask: id => ['POST', `/tasks/${id}/subtasks`],
  updateSubtask: (id, task) => ['PUT', `/tasks/${task}/subtasks/${id}`],
  deleteSubtask: (id, task) => ['DELETE', `/tasks/${task}/subtasks/${id}`],
  task: id => ['GET', `/tasks/${id}`],
  tasks: () => ['GET', '/tasks'],
};

async function throughRest(person: Person, { operation, id = '', input, version }: Step, task: string) {
  const [method, path] = addresses[operation]!(id, task);
  const { body } = await person.rest(method, path, input, version ? { 'if-match': `"${version}"` } : {});
  // a query of one that is gone answers null, an address 404
  if (!body?.error || (operation === 'task' && body.error.code === 'NOT_FOUND')) return [];
  return body.error.details?.length ? codesOf(body.error.details) : [body.error.code];
}

/** The steps of one story; `$task`, `$step` and `$lead` stand for what is there already. */
async function tell(door: typeof throughRest, steps: Step[]) {
  const { owner } = await story.practice();
  const $lead = await addLead(owner);
  const dueAt = '2027-05-03T13:00:00Z';
  const $task = await addTask(owner, { title: 'Given', dueAt, relatedTo: { type: 'LEAD', id: $lead } });
  const $step = await addSubtask(owner, $task, { title: 'First' });
  const ids: Record<string, string> = { $task, $step, $lead };
  const { id: practiceId } = owner.practice;
  await story.database.query('delete from outbox where practice_id = $1', [practiceId]);
  const seen = (await left(owner, [])).audit.length;
  const answered: string[] = [];
  for (const { id, input, ...step } of steps) {
    const text = JSON.stringify(input)?.replaceAll('$lead', $lead);
    answered.push(
      ...(await door(owner, { ...step, id: id && (ids[id] ?? id), input: text && JSON.parse(text) }, $task)),
    );
  }
  const everything = await left(owner, answered);
  return { ...everything, audit: everything.audit.slice(seen) };
}

const whole = {
  ...{ title: 'Whole', description: 'Two\nlines', type: 'MEETING', priority: 'HIGH', dueAt: '2027-03-01T15:00:00Z' },
  relatedTo: { type: 'LEAD', id: '$lead' },
  subtasks: [{ title: 'One', dueAt: '2027-02-01T15:00:00Z' }, { title: 'Two' }],
  reminders: [{ minutesBefore: 15 }, { at: '2027-02-28T15:00:00Z', channel: 'EMAIL' }],
  recurrence: { rule: 'FREQ=WEEKLY;COUNT=3', timeZone: 'America/Chicago' },
};
const talk = { kind: 'CALL', direction: 'OUTBOUND', summary: 'Spoke', outcome: 'Reached' };

const stories: [string, Step[]][] = [
  ['adding one', [{ operation: 'createTask', input: whole }]],
  [
    'adding one that is not valid',
    [
      { operation: 'createTask', input: { ...whole, title: '', subtasks: [{ title: 'x'.repeat(201) }] } },
      { operation: 'createTask', input: { title: 'x', assignedToId: randomId } },
      { operation: 'createTask', input: { title: 'x', relatedTo: { type: 'LEAD', id: randomId } } },
      { operation: 'createTask', input: { title: 'x', status: 'CANCELLED' } },
    ],
  ],
  [
    'changing it, also on an old copy and against the machine',
    [
      { operation: 'updateTask', id: '$task', input: { title: 'New', dueAt: null, status: 'IN_PROGRESS' }, version: 2 },
      { operation: 'updateTask', id: '$task', input: { title: 'Newer' }, version: 1 },
      { operation: 'updateTask', id: '$task', input: { status: 'CANCELLED' } },
      { operation: 'updateTask', id: '$task', input: { status: 'COMPLETED' } },
      { operation: 'updateTask', id: randomId, input: { title: 'New' } },
    ],
  ],
  [
    'completing it with all that belongs to it, and beginning anew',
    [
      { operation: 'completeTask', id: '$task', input: {} },
      {
        operation: 'completeTask',
        id: '$task',
        input: {
          completeSubtasks: true,
          interaction: talk,
          followUp: { title: 'Again', dueAt: '2027-06-01T15:00:00Z' },
        },
      },
      { operation: 'completeTask', id: '$task', input: { followUp: { title: 'Twice' } } },
      { operation: 'reopenTask', id: '$task' },
    ],
  ],
  [
    'steps',
    [
      { operation: 'addSubtask', id: '$task', input: { title: 'Second', position: 0 } },
      { operation: 'addSubtask', id: '$task', input: { title: '' } },
      { operation: 'updateSubtask', id: '$step', input: { isDone: true, position: 0 }, version: 3 },
      { operation: 'updateSubtask', id: '$step', input: { title: 'Old' }, version: 1 },
      { operation: 'deleteSubtask', id: '$step' },
      { operation: 'deleteSubtask', id: '$step' },
    ],
  ],
  [
    'deleting and restoring it',
    [
      { operation: 'deleteTask', id: '$task', version: 1 },
      { operation: 'deleteTask', id: '$task' },
      { operation: 'task', id: '$task' },
      { operation: 'restoreTask', id: '$task' },
      { operation: 'restoreTask', id: '$task' },
    ],
  ],
  ['reading', [{ operation: 'task', id: '$task' }, { operation: 'tasks' }]],
];

describe('one use case through both doors leaves the same', () => {
  test.each(stories)('%s', async (_, steps) => {
    const [graphql, rest] = [await tell(throughGraphql, steps), await tell(throughRest, steps)];
    expect(rest).toEqual(graphql);
  });
});
