import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Int, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion as expected } from '../../../platform/graphql/list.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { TaskQueries } from '../task.queries.js';
import type { ChangedSubtask, Subtasks } from '../task.subtasks.js';
import { AddSubtaskInput, UpdateSubtaskInput } from './subtask.inputs.js';
import { AddSubtaskPayload, DeleteSubtaskPayload, UpdateSubtaskPayload } from './task.payloads.js';

/** GraphQL door of the steps of a task. */
@Resolver()
export class SubtaskResolver {
  constructor(
    private readonly subtasks: Subtasks,
    private readonly queries: TaskQueries,
  ) {}

  @Extensions({ permission: 'task:update' })
  @Mutation(() => AddSubtaskPayload, { description: 'Adds a step to a task; never conflicts with another addition.' })
  addSubtask(
    @Arg('id', () => ID, { description: 'Id of the task.' }) id: string,
    @Arg('input', () => AddSubtaskInput) input: AddSubtaskInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => this.#after(ctx, await this.subtasks.add(ctx, id, input), info));
  }

  @Extensions({ permission: 'task:update' })
  @Mutation(() => UpdateSubtaskPayload, { description: 'Changes a step; its position moves the others.' })
  updateSubtask(
    @Arg('id', () => ID, { description: 'Id of the subtask.' }) id: string,
    @Arg('input', () => UpdateSubtaskInput) input: UpdateSubtaskInput,
    @Arg('expectedVersion', () => Int, expected('task')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => this.#after(ctx, await this.subtasks.update(ctx, id, input, { expectedVersion }), info));
  }

  @Extensions({ permission: 'task:update' })
  @Mutation(() => DeleteSubtaskPayload, { description: 'Takes a step away for good.' })
  deleteSubtask(
    @Arg('id', () => ID, { description: 'Id of the subtask.' }) id: string,
    @Arg('expectedVersion', () => Int, expected('task')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id: deletedSubtaskId, taskId } = await this.subtasks.delete(ctx, id, { expectedVersion });
      return { deletedSubtaskId, task: await this.queries.afterChange(ctx, taskId, selectionOf(info, 'task')) };
    });
  }

  async #after(ctx: RequestContext, { id, taskId }: ChangedSubtask, info: GraphQLResolveInfo) {
    const subtask = await this.queries.subtaskAfterChange(ctx, id, selectionOf(info, 'subtask'));
    return { subtask, task: await this.queries.afterChange(ctx, taskId, selectionOf(info, 'task')) };
  }
}
