import { Arg, Ctx, Extensions, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { DateRangeInput } from '../../../platform/graphql/statistics.type.js';
import type { TaskStatistics } from '../task.statistics.js';
import { TaskStatsType } from './task-statistics.type.js';

/** GraphQL door of task statistics. */
@Resolver()
export class TaskStatisticsResolver {
  constructor(private readonly statistics: TaskStatistics) {}

  @Extensions({ permission: 'taskStats:read' })
  @Query(() => TaskStatsType, { description: 'Statistics of tasks; of all time unless a range is given.' })
  taskStats(
    @Arg('range', () => DateRangeInput, { nullable: true }) range: DateRangeInput | null,
    @Ctx() ctx: RequestContext,
  ): Promise<TaskStatsType> {
    return this.statistics.taskStats(ctx, range) as Promise<TaskStatsType>;
  }
}
