import { canShowShare, type ShownCount, show, smallestShown, suppress } from './lead.statistics-privacy.js';
import type { Range } from './lead.statistics-range.js';
import { countsBy, medianOf, responseMinutes, round, type StatRow, sumOf } from './lead.statistics-rows.js';

export interface SourceStats extends ShownCount {
  source: string;
  converted: number | null;
  conversionRate: number | null;
  medianDaysToConvert: number | null;
}

export interface ResponseStats {
  responded: number | null;
  waiting: number | null;
  overdue: number | null;
  targetHours: number;
  medianMinutes: number | null;
  averageMinutes: number | null;
}

export interface LeadStats extends Range {
  timeZone: string;
  isRestricted: boolean;
  total: number | null;
  converted: number | null;
  conversionRate: number | null;
  medianDaysToConvert: number | null;
  byStatus: ({ status: string } & ShownCount)[];
  byStage: ({ stage: string } & ShownCount)[];
  bySource: SourceStats[];
  byAssignee: ({ assignedToId: string | null; name: string | null } & ShownCount)[];
  firstResponse: ResponseStats;
  lostReasons: ({ reason: string } & ShownCount)[];
  daily: ({ date: string } & ShownCount)[];
}

interface Circumstances {
  timeZone: string;
  targetHours: number;
  range: Range;
  names: Map<string, string>;
  isRestricted: boolean;
}

const first = (key: string): string => key.slice(0, key.indexOf('|'));
const rest = (key: string): string => key.slice(key.indexOf('|') + 1);

/** Puts the lines of the database together, hiding small counts from whom they must be hidden. */
export function reportOf(rows: StatRow[], about: Circumstances): LeadStats {
  const { isRestricted, names, timeZone } = about;
  const shown = isRestricted ? suppress : show;
  const total = sumOf(countsBy(rows, 'total'));
  const converted = sumOf(countsBy(rows, 'status', first).filter(({ key }) => key === 'CONVERTED'));
  const isShareShown = !isRestricted || canShowShare(converted, total);
  const of = (metric: string, part?: (key: string) => string) => shown(countsBy(rows, metric, part));
  return {
    ...about.range,
    timeZone,
    isRestricted,
    total: isRestricted && total > 0 && total < smallestShown ? null : total,
    converted: isShareShown ? converted : null,
    conversionRate: isShareShown ? shareOf(converted, total) : null,
    medianDaysToConvert: isShareShown ? medianDays(rows) : null,
    byStatus: of('status', first).map(({ key, ...count }) => ({ status: key, ...count })),
    byStage: of('stage').map(({ key, ...count }) => ({ stage: key, ...count })),
    bySource: sources(rows, isRestricted),
    byAssignee: of('assignee').map(({ key, ...count }) => {
      return { assignedToId: key || null, name: names.get(key) ?? null, ...count };
    }),
    firstResponse: responses(rows, total, about),
    lostReasons: of('lost').flatMap(({ key, ...count }) => (count.isSuppressed ? [] : { reason: key, ...count })),
    daily: daily(rows, isRestricted),
  };
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : round(part / whole, 4));

function medianDays(rows: StatRow[], source?: string): number | null {
  const mine = rows.filter(({ metric, key }) => metric === 'converted' && (!source || first(key) === source));
  return medianOf(mine.map(({ key, count }) => ({ value: Number(rest(key)), count })));
}

function sources(rows: StatRow[], isRestricted: boolean): SourceStats[] {
  const won = rows.filter(({ metric, key }) => metric === 'status' && first(key) === 'CONVERTED');
  const convertedOf = new Map(countsBy(won, 'status', rest).map(({ key, count }) => [key, count]));
  const all = countsBy(rows, 'status', rest);
  const lines = all.map(({ key, count }) => ({ source: key, whole: count, count: convertedOf.get(key) ?? 0 }));
  const counts = isRestricted ? suppress(all) : show(all);
  const isSmall = ({ count, whole }: { count: number; whole: number }) => !canShowShare(count, whole);
  const wins = isRestricted ? suppress(lines, isSmall) : show(lines);
  return counts.map(({ key, ...count }, at) => {
    const converted = count.isSuppressed ? null : wins[at]!.count;
    const share = converted === null ? null : shareOf(converted, lines[at]!.whole);
    const medianDaysToConvert = converted === null ? null : medianDays(rows, key);
    return { source: key, ...count, converted, conversionRate: share, medianDaysToConvert };
  });
}

function responses(rows: StatRow[], total: number, { targetHours, isRestricted }: Circumstances): ResponseStats {
  const classes = rows.filter(({ metric }) => metric === 'response');
  const [responded, waiting, overdue] = ['response', 'waiting', 'overdue'].map(metric => sumOf(countsBy(rows, metric)));
  const seconds = classes.reduce((sum, row) => sum + row.total, 0);
  const may = (part: number, whole: number) => !isRestricted || canShowShare(part, whole);
  const isShown = responded! > 0 && may(responded!, total);
  const median = medianOf(classes.map(({ key, count }) => ({ value: responseMinutes(key), count })));
  return {
    responded: may(responded!, total) ? responded! : null,
    waiting: may(waiting!, total) ? waiting! : null,
    overdue: may(waiting!, total) && may(overdue!, waiting!) ? overdue! : null,
    targetHours,
    medianMinutes: isShown && median !== null ? round(median, 1) : null,
    averageMinutes: isShown ? round(seconds / responded! / 60, 1) : null,
  };
}

/** Each month's days hide among themselves, since the month's own total can be asked for. */
function daily(rows: StatRow[], isRestricted: boolean): LeadStats['daily'] {
  const days = rows
    .filter(({ metric, count }) => metric === 'daily' && count > 0)
    .map(({ day, count }) => ({ date: day!, count }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  if (!isRestricted) return show(days);
  const months = Map.groupBy(days, ({ date }) => date.slice(0, 7));
  return [...months.values()].flatMap(month => suppress(month));
}
