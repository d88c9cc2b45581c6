import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Extensions, Field, ID, Int, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import { openedBy } from '../../../platform/graphql/stream.js';
import { type TaskChange, type TaskChangeKind, type TaskChanges, taskChangeKinds } from '../task.changes.js';
import { TaskType } from './task.type.js';

const TaskChangeKinds = enumOf('TaskChangeKind', taskChangeKinds, 'What happened to a task.', {
  RESYNC: 'What was missed is no longer kept: read everything anew, then go on from this cursor.',
});

@ObjectType('TaskChangedEvent', { simpleResolvers: true, description: 'Something that happened to a task.' })
export class TaskChangedEventType {
  @Field(() => String, { description: 'Increasing; `after` takes it to go on from here.' })
  cursor!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => TaskChangeKinds, { description: 'What happened.' })
  kind!: TaskChangeKind;

  @Field(() => ID, { nullable: true, description: 'To which task; to none of RESYNC.' })
  taskId!: string | null;

  @Field(() => TaskType, { nullable: true, description: 'The task as it is now; null when it is gone.' })
  task!: TaskType | null;

  @Field(() => Int, { nullable: true, description: 'Of RESYNC: how many tasks the viewer sees now.' })
  totalCount!: number | null;
}

/** GraphQL door of what happens to tasks. */
@Resolver()
export class TaskChangesResolver {
  constructor(private readonly changes: TaskChanges) {}

  @Extensions({ permission: 'task:read' })
  @Subscription(() => TaskChangedEventType, {
    subscribe: openedBy('openTaskChanged'),
    description: 'What happens to the tasks the viewer may see; with `after`, what was missed comes first.',
  })
  taskChanged(
    @Root() event: TaskChange,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last event that was seen.' }) _: string,
  ) {
    return { ...event, taskId: event.id, task: event.row };
  }

  openTaskChanged(ctx: RequestContext, args: { after?: string | null }, info: GraphQLResolveInfo) {
    return this.changes.subscribe(ctx, args.after, selectionOf(info, 'task'));
  }
}
