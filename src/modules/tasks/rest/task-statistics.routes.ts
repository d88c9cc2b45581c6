import { z } from 'zod';
import type { Route } from '../../../platform/rest/route.js';
import { count, days, duration, scope, shown, statisticsRoute } from '../../../platform/rest/statistics.js';
import type { TaskStatistics } from '../task.statistics.js';
import { taskPriorities, taskStatuses } from '../task.vocabulary.js';

const text = z.string().nullable();
const answer = z
  .object({
    ...scope,
    total: count,
    open: count,
    byStatus: z.array(z.object({ status: z.enum(taskStatuses), ...shown })),
    byPriority: z.array(z.object({ priority: z.enum(taskPriorities), ...shown, open: count })),
    byAssignee: z.array(z.object({ assignedToId: text, name: text, ...shown, open: count })),
    overdue: count,
    dueToday: count,
    dueThisWeek: count,
    timeToComplete: z.object({ completed: count, ...duration }),
    completedDaily: days,
    daily: days,
  })
  .meta({ id: 'TaskStats' });

/** REST door of task statistics. */
export function taskStatisticsRoutes(statistics: TaskStatistics): Route[] {
  const about = { path: '/tasks/stats', operation: 'taskStats', permission: 'taskStats:read', tag: 'Tasks' } as const;
  const summary = 'Statistics of the tasks created in a range; of all time unless one is given';
  return [statisticsRoute({ ...about, summary, answer }, (ctx, range) => statistics.taskStats(ctx, range))];
}
