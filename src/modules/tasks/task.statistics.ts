import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { countsBy, keyPart, type StatLine, wholePractice } from '../../platform/statistics/lines.js';
import { calendarOf, longestSeries } from '../../platform/statistics/range.js';
import {
  type Asked,
  counted,
  createdDaily,
  lineOf,
  readLines,
  statisticsOf,
} from '../../platform/statistics/statistics.js';
import { staffNames } from '../staff/staff.names.js';
import { reportOf, type TaskStats } from './task.statistics-report.js';

/** Open tasks by when they are due. What is overdue today is looked up among the tasks due today. */
const due = `
  select b.metric, '' as key, null as day, sum(d.count)::float8 as count, 0::float8 as total
  from stat_read('TASK', $1, $2, $3, $4, '{due}') d
  cross join lateral (values
    ('overdue', d.key < $7), ('dueToday', d.key = $7), ('dueThisWeek', d.key >= $8 and d.key < $9)
  ) b (metric, holds) where b.holds group by 1
  union all
  select 'overdue', '', null, count(*)::float8, 0 from tasks t
  where t.practice_id = $1 and t.deleted_at is null and t.status in ('PENDING', 'IN_PROGRESS')
    and coalesce(t.due_at, 'infinity') >= $10 and coalesce(t.due_at, 'infinity') < $11
    and ($2::uuid = '${wholePractice}' or t.assigned_to_id = $2 or t.created_by_id = $2)
    and ($3::timestamptz is null or t.created_at >= $3) and ($4::timestamptz is null or t.created_at < $4)`;

const completed = `select ${lineOf("'completed'", 'key')}
  from stat_read('TASK', $1, $2, $3, $4, '{completed}') where key >= $12`;

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
      [counted('TASK', ['total', 'status', 'assignee', 'took']), due, completed, createdDaily('TASK')],
      [...values, today, weekStart, weekEnd, todayStart, now, daysAgo(longestSeries - 1)],
    );
  }
}
