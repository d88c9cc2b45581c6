import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { observe } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { LeadCounters } from './lead.counters.js';
import { DateRange, type Range, seriesRange, wholeMonths } from './lead.statistics-range.js';
import { type LeadStats, reportOf } from './lead.statistics-report.js';
import { type StatRow, wholePractice } from './lead.statistics-rows.js';

interface PracticeFacts {
  timeZone: string;
  targetHours: number;
}

const metrics = ['total', 'stage', 'assignee', 'status', 'lost', 'waiting', 'response', 'converted'];

/** What the leads of a practice come to; it reads buckets, so it costs the same for few leads and for millions. */
export class LeadStatistics {
  readonly counters: LeadCounters;
  constructor(private readonly ground: Ground) {
    this.counters = new LeadCounters(ground);
  }

  /** Statistics of the leads created in a range; of the viewer's own leads where its role reaches no further. */
  leadStats(ctx: RequestContext, raw?: unknown): Promise<LeadStats> {
    const useCase = {
      operation: 'leadStats',
      permission: 'leadStats:read',
      action: 'READ',
      objectType: 'LEAD',
    } as const;
    return observe(this.ground, ctx, useCase, async () => {
      const asked = parse(DateRange, raw);
      const practice = await this.#practice(ctx.practiceId);
      const isRestricted = seesNoSmallCounts(ctx.signedIn);
      const given = { from: asked.from ?? null, to: asked.to ?? null };
      const range = isRestricted ? wholeMonths(given, practice.timeZone) : given;
      const rows = await this.#rows(ctx.signedIn, range, practice);
      const names = await this.#names(ctx.practiceId, rows);
      return {
        value: reportOf(rows, { ...practice, range, names, isRestricted }),
        report: { ids: [], details: { from: range.from, to: range.to } },
      };
    });
  }

  async #rows(viewer: Viewer, range: Range, { timeZone, targetHours }: PracticeFacts): Promise<StatRow[]> {
    const now = this.ground.clock.now();
    const cutoff = new Date(now.getTime() - targetHours * 3_600_000);
    const overdueTo = range.to && range.to < cutoff ? range.to : cutoff;
    const series = seriesRange(range, now, timeZone);
    const subject = scopeOf(viewer, 'leadStats:read') === 'OWN' ? viewer.id : wholePractice;
    const { rows } = await this.ground.database.query<StatRow>(
      `select metric, key, null as day, count::float8 as count, total::float8 as total
         from lead_stat_read($1, $2, $3, $4, $5)
       union all
       select 'overdue', key, null, count::float8, total::float8
         from lead_stat_read($1, $2, $3, $6, array['waiting']) where $3::timestamptz is null or $3 < $6
       union all
       select 'daily', key, day::text, count::float8, total::float8 from lead_stat_read($1, $2, $7, $8, array['total'])`,
      [viewer.practiceId, subject, range.from, range.to, metrics, overdueTo, series.from, series.to],
    );
    return rows;
  }

  async #practice(id: string): Promise<PracticeFacts> {
    const { rows } = await this.ground.database.query<PracticeFacts>(
      'select time_zone as "timeZone", first_response_target_hours as "targetHours" from practices where id = $1',
      [id],
    );
    return rows[0]!;
  }

  async #names(practiceId: string, rows: StatRow[]): Promise<Map<string, string>> {
    const ids = rows.filter(({ metric, key }) => metric === 'assignee' && key !== '').map(({ key }) => key);
    const staff = await this.ground.database.query<{ id: string; name: string }>(
      'select id, name from staff_members where practice_id = $1 and id = any($2::uuid[])',
      [practiceId, ids],
    );
    return new Map(staff.rows.map(({ id, name }) => [id, name]));
  }
}

/** Whether MARKETING alone lets the viewer in; whoever has another role that reads statistics sees every count. */
function seesNoSmallCounts({ kind, roles }: Viewer): boolean {
  return kind === 'STAFF' && roles.length > 0 && roles.every(role => role === 'MARKETING');
}
