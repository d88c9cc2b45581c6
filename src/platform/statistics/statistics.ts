import type { Permission } from '../access/role-matrix.js';
import { scopeOf } from '../access/viewer.js';
import type { RequestContext } from '../context.js';
import type { Ground } from '../ground.js';
import { observe } from '../use-case.js';
import { parse } from '../validation.js';
import { countsBy, type StatLine, wholePractice } from './lines.js';
import { type Count, seesNoSmallCounts, show, smallestShown, suppress } from './privacy.js';
import { DateRange, type Range, seriesRange, wholeMonths } from './range.js';

/** What statistics are about, once it is settled for this viewer. */
export interface Asked {
  practiceId: string;
  /** Whose rows: the whole practice, or the viewer's own. */
  subject: string;
  range: Range;
  timeZone: string;
  isRestricted: boolean;
  now: Date;
  /** What `counted` and `createdDaily` are bound to; a noun's own values begin with $7. */
  values: readonly unknown[];
}

interface Kind {
  operation: string;
  permission: Permission;
  objectType: string;
}

/** What every kind of statistics says of itself. */
export interface Scope extends Range {
  timeZone: string;
  isRestricted: boolean;
}

/**
 * Statistics of the rows created in a range, of the viewer's own rows where its role reaches no further; `named` are
 * the ids of rows that the figures show one by one. Throws ValidationError on a range that breaks its rules.
 */
export function statisticsOf<T extends object>(
  ground: Ground,
  ctx: RequestContext,
  kind: Kind,
  raw: unknown,
  report: (asked: Asked) => Promise<T>,
  named: (figures: T) => string[] = () => [],
): Promise<T & Scope> {
  return observe(ground, ctx, { ...kind, action: 'READ' }, async () => {
    const { from = null, to = null } = parse(DateRange, raw);
    const { signedIn: viewer, practiceId } = ctx;
    const timeZone = await timeZoneOf(ground, practiceId, kind.objectType);
    const isRestricted = seesNoSmallCounts(viewer);
    const range = isRestricted ? wholeMonths({ from, to }, timeZone) : { from, to };
    const subject = scopeOf(viewer, kind.permission) === 'OWN' ? viewer.id : wholePractice;
    const now = ground.clock.now();
    const series = seriesRange(range, now, timeZone);
    const values = [practiceId, subject, range.from, range.to, series.from, series.to];
    const scope = { ...range, timeZone, isRestricted };
    const figures = await report({ practiceId, subject, range, timeZone, isRestricted, now, values });
    const details = { from: range.from, to: range.to };
    return { value: { ...scope, ...figures }, report: { ids: named(figures), details } };
  });
}

/** The zone in which the noun is counted: for a while after the practice changed its own, the former one. */
async function timeZoneOf(ground: Ground, practiceId: string, noun: string): Promise<string> {
  const text = 'select stat_zone($1, $2) as "timeZone"';
  const { rows } = await ground.database.query<{ timeZone: string }>(text, [practiceId, noun]);
  return rows[0]!.timeZone;
}

/** The columns of a line, of anything that has stat_read's. */
export const lineOf = (metric: string, day = 'null'): string =>
  `${metric} as metric, key, ${day} as day, count::float8 as count, total::float8 as total`;

/** Statement of the lines of a noun's metrics. */
export const counted = (noun: string, metrics: readonly string[]): string =>
  `select ${lineOf('metric')} from stat_read('${noun}', $1, $2, $3, $4, '{${metrics.join()}}')`;

/** Statement of the lines `daily`: rows by the day of their creation. */
export const createdDaily = (noun: string): string =>
  `select ${lineOf("'daily'", 'day::text')} from stat_read('${noun}', $1, $2, $5, $6, '{total}', true)`;

/** Runs statements of lines as one. */
export async function readLines(
  ground: Ground,
  statements: readonly string[],
  values: readonly unknown[],
): Promise<StatLine[]> {
  const { rows } = await ground.database.query<StatLine>(statements.join('\nunion all\n'), [...values]);
  return rows;
}

/** A total for this viewer: null when it is hidden. */
export const totalShown = (total: number, { isRestricted }: Asked): number | null =>
  isRestricted && total > 0 && total < smallestShown ? null : total;

/** Counts of one breakdown, the small ones hidden from whom they must be. */
export const breakdown = <T extends Count>(counts: T[], { isRestricted }: Asked) =>
  isRestricted ? suppress(counts) : show(counts);

/** The lines of a metric as a series of days; each month's hide among themselves, since its own total can be asked. */
export function seriesOf(rows: StatLine[], metric: string, { isRestricted }: Asked) {
  // a day comes in several lines where the range cuts days, which add up as those of any key
  const byDay = rows.filter(row => row.metric === metric).map(row => ({ ...row, key: row.day! }));
  const days = countsBy(byDay, metric)
    .map(({ key, count }) => ({ date: key, count }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  if (!isRestricted) return show(days);
  return [...Map.groupBy(days, ({ date }) => date.slice(0, 7)).values()].flatMap(month => suppress(month));
}
