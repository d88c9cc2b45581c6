import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion as expected } from '../../../platform/graphql/list.js';
import { orNull, payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { TaskQueries } from '../task.queries.js';
import type { TaskService } from '../task.service.js';
import { CreateTaskInput, UpdateTaskInput } from './task.inputs.js';
import { CreateTaskPayload, DeleteTaskPayload, RestoreTaskPayload, UpdateTaskPayload } from './task.payloads.js';
import { TaskConnection, TaskType } from './task.type.js';
import { TasksArgs } from './task-list.inputs.js';

/** GraphQL door of tasks: one, many, and their changes. */
@Resolver()
export class TaskResolver {
  constructor(
    private readonly tasks: TaskService,
    private readonly queries: TaskQueries,
  ) {}

  @Extensions({ permission: 'task:read' })
  @Query(() => TaskType, { nullable: true, description: 'One task; null when the practice has none with this id.' })
  task(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return orNull(() => this.queries.one(ctx, id, selectionOf(info)));
  }

  @Extensions({ permission: 'task:read' })
  @Query(() => TaskConnection, { name: 'tasks', description: 'The tasks that the viewer may see.' })
  list(@Args(() => TasksArgs) args: TasksArgs, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'task:create' })
  @Mutation(() => CreateTaskPayload, { description: 'Adds a task, with its steps, reminders and recurrence.' })
  createTask(
    @Arg('input', () => CreateTaskInput) input: CreateTaskInput,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const { id } = await this.tasks.create(ctx, input);
      return { task: await this.queries.afterChange(ctx, id, selectionOf(info, 'task')) };
    });
  }

  @Extensions({ permission: 'task:update' })
  @Mutation(() => UpdateTaskPayload, { description: 'Changes the fields of a task that are given.' })
  updateTask(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateTaskInput) input: UpdateTaskInput,
    @Arg('expectedVersion', () => Int, expected('task')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.tasks.update(ctx, id, input, expectedVersion);
      return { task: await this.queries.afterChange(ctx, id, selectionOf(info, 'task')) };
    });
  }

  @Extensions({ permission: 'task:delete' })
  @Mutation(() => DeleteTaskPayload, { description: 'Deletes a task; an owner can restore it for 30 days.' })
  deleteTask(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected('task')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const task = await this.queries.afterChange(ctx, id, selectionOf(info, 'task'));
      const { id: deletedTaskId } = await this.tasks.delete(ctx, id, expectedVersion);
      return { task, deletedTaskId };
    });
  }

  @Extensions({ permission: 'task:restore' })
  @Mutation(() => RestoreTaskPayload, { description: 'Brings a deleted task back, within 30 days.' })
  restoreTask(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext, @Info() info: GraphQLResolveInfo) {
    return payload(async () => {
      await this.tasks.restore(ctx, id);
      return { task: await this.queries.afterChange(ctx, id, selectionOf(info, 'task')) };
    });
  }
}
