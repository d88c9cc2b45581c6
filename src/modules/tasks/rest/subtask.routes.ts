import type { RequestContext } from '../../../platform/context.js';
import { created, noContent, one, present } from '../../../platform/rest/answers.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import type { TaskQueries } from '../task.queries.js';
import { AddSubtask, UpdateSubtask } from '../task.rules.js';
import type { Subtasks } from '../task.subtasks.js';
import { TaskAnswer, taskSelection } from './task.presenter.js';

const tag = 'Tasks';

/** REST door of the steps of a task; answers are the task with its steps. */
export class SubtaskRoutes {
  constructor(
    private readonly subtasks: Subtasks,
    private readonly queries: TaskQueries,
  ) {}

  async add(ctx: RequestContext, { params, body }: RestRequest): Promise<RestAnswer> {
    const { taskId } = await this.subtasks.add(ctx, params.id as string, body);
    return created(await this.#task(ctx, taskId), `/api/v1/tasks/${taskId}`);
  }

  async update(ctx: RequestContext, { params, body, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id: taskId, subtaskId } = params as { id: string; subtaskId: string };
    await this.subtasks.update(ctx, subtaskId, body, { expectedVersion, taskId });
    return one(await this.#task(ctx, taskId));
  }

  async delete(ctx: RequestContext, { params, expectedVersion }: RestRequest): Promise<RestAnswer> {
    const { id: taskId, subtaskId } = params as { id: string; subtaskId: string };
    await this.subtasks.delete(ctx, subtaskId, { expectedVersion, taskId });
    return noContent();
  }

  async #task(ctx: RequestContext, id: string) {
    return present((await this.queries.afterChange(ctx, id, taskSelection)) ?? { id });
  }
}

export function subtaskRoutes(door: SubtaskRoutes): Route[] {
  const permission = 'task:update';
  return [
    {
      ...{ method: 'post', path: '/tasks/:id/subtasks', operation: 'addSubtask', permission, tag, status: 201 },
      summary: 'Adds a step to a task',
      body: AddSubtask,
      answer: TaskAnswer,
      handle: (ctx, request) => door.add(ctx, request),
    },
    {
      ...{ method: 'put', path: '/tasks/:id/subtasks/:subtaskId', operation: 'updateSubtask', permission, tag },
      summary: 'Changes a step of a task; its position moves the others',
      body: UpdateSubtask,
      answer: TaskAnswer,
      handle: (ctx, request) => door.update(ctx, request),
    },
    {
      ...{ method: 'delete', path: '/tasks/:id/subtasks/:subtaskId', operation: 'deleteSubtask', permission, tag },
      ...{ status: 204, summary: 'Takes a step of a task away for good' },
      handle: (ctx, request) => door.delete(ctx, request),
    },
  ];
}
