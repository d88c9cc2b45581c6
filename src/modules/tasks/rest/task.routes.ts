import type { RequestContext } from '../../../platform/context.js';
import { type PlainRow, type Selection, select } from '../../../platform/reading/selection.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import { listed, listSelection } from '../../../platform/rest/paging.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { interactionSelection } from '../../interactions/rest/interaction.presenter.js';
import type { OutcomeName, TaskCompletion } from '../task.completion.js';
import type { TaskQueries } from '../task.queries.js';
import { CompleteTask, CreateTask, UpdateTask } from '../task.rules.js';
import type { TaskService } from '../task.service.js';
import { TaskListQuery, taskListArgs } from './task.list-query.js';
import { CompletedTaskAnswer, TaskAnswer, taskSelection } from './task.presenter.js';

const tag = 'Tasks';

const outcome: Record<OutcomeName, Selection> = {
  task: taskSelection,
  interaction: interactionSelection,
  followUp: taskSelection,
  nextOccurrence: select(['id', 'version', 'title', 'status', 'dueAt', 'assignedToId', 'recurrence']),
};

/** REST door of tasks: the documented addresses. */
export class TaskRoutes {
  constructor(
    private readonly tasks: TaskService,
    private readonly queries: TaskQueries,
    private readonly completion: TaskCompletion,
  ) {}

  async list(ctx: RequestContext, { query }: RestRequest): Promise<RestAnswer> {
    const call = query as unknown as Parameters<typeof listed>[0];
    return listed(call, await this.queries.list(ctx, taskListArgs(call), listSelection(taskSelection)), present);
  }

  async one(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    return one(present(await this.queries.one(ctx, params.id as string, taskSelection)));
  }

  async create(ctx: RequestContext, { body }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.tasks.create(ctx, body);
    const task = await this.queries.afterChange(ctx, id, taskSelection);
    return created(present(task ?? { id }), `/api/v1/tasks/${id}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.tasks.update(ctx, params.id as string, body, expectedVersion);
    return this.#after(ctx, id);
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    await this.tasks.delete(ctx, params.id as string, expectedVersion);
    return noContent();
  }

  async restore(ctx: RequestContext, { params }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.tasks.restore(ctx, params.id as string);
    return this.#after(ctx, id);
  }

  async complete(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const done = await this.completion.complete(ctx, params.id as string, body, expectedVersion);
    const { task, ...more } = await this.completion.outcome(ctx, done, name => outcome[name]);
    const shown = Object.entries(more).map(([name, row]) => [name, row && present(row)]);
    return one({ ...present(task ?? { id: done.id }), ...Object.fromEntries(shown) });
  }

  async reopen(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id } = await this.completion.reopen(ctx, params.id as string, expectedVersion);
    return this.#after(ctx, id);
  }

  /** A change may put the task out of the caller's sight: then there is nothing to show. */
  async #after(ctx: RequestContext, id: string): Promise<RestAnswer> {
    const task: PlainRow | null = await this.queries.afterChange(ctx, id, taskSelection);
    return task ? one(present(task)) : noContent();
  }
}

export function taskRoutes(door: TaskRoutes): Route[] {
  return [
    {
      ...{ method: 'get', path: '/tasks', operation: 'tasks', permission: 'task:read', tag, isList: true },
      summary: 'The tasks that the caller may see, newest first',
      query: TaskListQuery,
      answer: TaskAnswer,
      handle: (ctx, request) => door.list(ctx, request),
    },
    {
      ...{ method: 'post', path: '/tasks', operation: 'createTask', permission: 'task:create', tag, status: 201 },
      summary: 'Adds a task, with its steps, reminders and recurrence',
      body: CreateTask,
      answer: TaskAnswer,
      handle: (ctx, request) => door.create(ctx, request),
    },
    {
      ...{ method: 'get', path: '/tasks/:id', operation: 'task', permission: 'task:read', tag },
      summary: 'One task with its subtasks',
      answer: TaskAnswer,
      handle: (ctx, request) => door.one(ctx, request),
    },
    {
      ...{ method: 'put', path: '/tasks/:id', operation: 'updateTask', permission: 'task:update', tag },
      summary: 'Changes the fields that are given and leaves the rest; null empties a field',
      body: UpdateTask,
      answer: TaskAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/tasks/:id', operation: 'deleteTask', permission: 'task:delete', tag, status: 204 },
      summary: 'Deletes a task; an owner can restore it for 30 days',
      handle: (ctx, request) => door.delete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/tasks/:id/restore', operation: 'restoreTask', permission: 'task:restore', tag },
      summary: 'Brings a deleted task back',
      answer: TaskAnswer,
      handle: (ctx, request) => door.restore(ctx, request),
    },
    {
      ...{ method: 'post', path: '/tasks/:id/complete', operation: 'completeTask', permission: 'task:update', tag },
      summary: 'Completes a task; may record the interaction it was about and set the next follow-up',
      body: CompleteTask,
      answer: CompletedTaskAnswer,
      handle: (ctx, request) => door.complete(ctx, request),
    },
    {
      ...{ method: 'post', path: '/tasks/:id/reopen', operation: 'reopenTask', permission: 'task:update', tag },
      summary: 'Makes a completed or cancelled task PENDING again',
      answer: TaskAnswer,
      handle: (ctx, request) => door.reopen(ctx, request),
    },
  ];
}
