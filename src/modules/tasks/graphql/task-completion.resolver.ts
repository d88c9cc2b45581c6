import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, ID, Info, Int, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { expectedVersion as expected } from '../../../platform/graphql/list.js';
import { payload } from '../../../platform/graphql/payload.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { TaskCompletion } from '../task.completion.js';
import type { TaskQueries } from '../task.queries.js';
import { CompleteTaskInput } from './task.inputs.js';
import { CompleteTaskPayload, ReopenTaskPayload } from './task.payloads.js';

/** GraphQL door of the end of tasks. */
@Resolver()
export class TaskCompletionResolver {
  constructor(
    private readonly completion: TaskCompletion,
    private readonly queries: TaskQueries,
  ) {}

  @Extensions({ permission: 'task:update' })
  @Mutation(() => CompleteTaskPayload, {
    description:
      'Completes a task; may record the interaction it was about and set the next follow-up, all or nothing.',
  })
  completeTask(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => CompleteTaskInput, { nullable: true }) input: CompleteTaskInput | null,
    @Arg('expectedVersion', () => Int, expected('task')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      const done = await this.completion.complete(ctx, id, input, expectedVersion);
      return this.completion.outcome(ctx, done, name => selectionOf(info, name));
    });
  }

  @Extensions({ permission: 'task:update' })
  @Mutation(() => ReopenTaskPayload, { description: 'Makes a completed or cancelled task PENDING again.' })
  reopenTask(
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, expected('task')) expectedVersion: number | null,
    @Ctx() ctx: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return payload(async () => {
      await this.completion.reopen(ctx, id, expectedVersion);
      return { task: await this.queries.afterChange(ctx, id, selectionOf(info, 'task')) };
    });
  }
}
