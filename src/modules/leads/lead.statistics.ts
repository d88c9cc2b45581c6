import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { countsBy, type StatLine } from '../../platform/statistics/lines.js';
import {
  type Asked,
  counted,
  createdDaily,
  lineOf,
  readLines,
  statisticsOf,
} from '../../platform/statistics/statistics.js';
import { staffNames } from '../staff/staff.names.js';
import { type LeadStats, reportOf } from './lead.statistics-report.js';

const metrics = ['total', 'stage', 'assignee', 'status', 'lost', 'waiting', 'response', 'converted'];

/** What the leads of a practice come to; it reads buckets, so it costs the same for few leads and for millions. */
export class LeadStatistics {
  constructor(private readonly ground: Ground) {}

  /** Statistics of the leads created in a range; of the viewer's own leads where its role reaches no further. */
  leadStats(ctx: RequestContext, range?: unknown): Promise<LeadStats> {
    const kind = { operation: 'leadStats', permission: 'leadStats:read', objectType: 'LEAD' } as const;
    return statisticsOf(this.ground, ctx, kind, range, async asked => {
      const targetHours = await this.#targetHours(asked.practiceId);
      const rows = await this.#rows(asked, targetHours);
      const ids = countsBy(rows, 'assignee').flatMap(({ key }) => key || []);
      return reportOf(rows, asked, targetHours, await staffNames(this.ground.database, asked.practiceId, ids));
    });
  }

  #rows({ range, now, values }: Asked, targetHours: number): Promise<StatLine[]> {
    const cutoff = new Date(now.getTime() - targetHours * 3_600_000);
    const overdueTo = range.to && range.to < cutoff ? range.to : cutoff;
    const overdue = `select ${lineOf("'overdue'")} from stat_read('LEAD', $1, $2, $3, $7, '{waiting}')
      where $3::timestamptz is null or $3 < $7`;
    return readLines(this.ground, [counted('LEAD', metrics), overdue, createdDaily('LEAD')], [...values, overdueTo]);
  }

  async #targetHours(practiceId: string): Promise<number> {
    const text = 'select first_response_target_hours as hours from practices where id = $1';
    const { rows } = await this.ground.database.query<{ hours: number }>(text, [practiceId]);
    return rows[0]!.hours;
  }
}
