import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { countsBy, keyPart, type StatLine, wholePractice } from '../../platform/statistics/lines.js';
import { calendarOf, longestSeries } from '../../platform/statistics/range.js';
import { type Asked, createdDaily, lineOf, readLines, statisticsOf } from '../../platform/statistics/statistics.js';
import { staffNames } from '../staff/staff.names.js';
import { reportOf, type TaskStats } from './task.statistics-report.js';

/** Read once, open tasks by when they are due. What is overdue today is looked up among the tasks due today. */
const lines = `(
  with r as materialized (select * from stat_read('TASK', $1, $2, $3, $4, '{total,status,assignee,took,due,completed}'))
  select ${lineOf('metric')} from r where metric in ('total', 'status', 'assignee', 'took')
  union all
  select metric, key, key, count::float8, total::float8 from r where metric = 'completed' and key >= $12
  union all
  select b.metric, '', null, sum(r.count)::float8, 0 from r
  cross join lateral (values
    ('overdue', r.key < $7), ('dueToday', r.key = $7), ('dueThisWeek', r.key >= $8 and r.key < $9)
  ) b (metric, holds) where r.metric = 'due' and b.holds group by 1
  union all
  select 'overdue', '', null, count(*)::float8, 0 from tasks t
  where t.practice_id = $1 and t.deleted_at is null and t.status in ('PENDING', 'IN_PROGRESS')
    and coalesce(t.due_at, 'infinity') >= $10 and coalesce(t.due_at, 'infinity') < $11
    and ($2::uuid = '${wholePractice}' or t.assigned_to_id = $2 or t.created_by_id = $2)
    and ($3::timestamptz is null or t.created_at >= $3) and ($4::timestamptz is null or t.created_at < $4))`;

/** What the tasks of a practice come to, at a cost by day and word, not by task. */
export class TaskStatistics {
  constructor(private readonly ground: Ground) {}

  /** Statistics of the tasks created in a range; of the viewer's own tasks where its role reaches no further. */
  taskStats(ctx: RequestContext, range?: unknown): Promise<TaskStats> {
    const kind = { operation: 'taskStats', permission: 'taskStats:read', objectType: 'TASK' } as const;
    return statisticsOf(this.ground, ctx, kind, range, async asked => {
      const rows = await this.#rows(asked);
      const ids = countsBy(rows, 'assignee', keyPart(0)).flatMap(({ key }) => key || []);
      return reportOf(rows, asked, await staffNames(this.ground.database, asked.practiceId, ids));
    });
  }

  #rows({ now, timeZone, values }: Asked): Promise<StatLine[]> {
    const { today, todayStart, weekStart, weekEnd, daysAgo } = calendarOf(now, timeZone);
    return readLines(
      this.ground,
      [lines, createdDaily('TASK')],
      [...values, today, weekStart, weekEnd, todayStart, now, daysAgo(longestSeries - 1)],
    );
  }
}
