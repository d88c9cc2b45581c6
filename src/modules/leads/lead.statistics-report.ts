import {
  countsBy,
  durationOf,
  keyPart,
  medianOf,
  noDuration,
  type StatLine,
  shareOf,
  sumOf,
} from '../../platform/statistics/lines.js';
import { canShowShare, partShown, type ShownCount, show, suppress } from '../../platform/statistics/privacy.js';
import { type Asked, breakdown, type Scope, seriesOf, totalShown } from '../../platform/statistics/statistics.js';

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

export interface LeadStats extends Scope, LeadFigures {}

interface LeadFigures {
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

const [first, second] = [keyPart(0), keyPart(1)];

/** Puts the lines of the database together, hiding small counts from whom they must be hidden. */
export function reportOf(
  rows: StatLine[],
  asked: Asked,
  targetHours: number,
  names: ReadonlyMap<string, string>,
): LeadFigures {
  const { isRestricted } = asked;
  const total = sumOf(countsBy(rows, 'total'));
  const converted = sumOf(countsBy(rows, 'status', first).filter(({ key }) => key === 'CONVERTED'));
  const isShareShown = !isRestricted || canShowShare(converted, total);
  const of = (metric: string, part?: (key: string) => string) => breakdown(countsBy(rows, metric, part), asked);
  return {
    total: totalShown(total, asked),
    converted: isShareShown ? converted : null,
    conversionRate: isShareShown ? shareOf(converted, total) : null,
    medianDaysToConvert: isShareShown ? medianDays(rows) : null,
    byStatus: of('status', first).map(({ key, ...count }) => ({ status: key, ...count })),
    byStage: of('stage').map(({ key, ...count }) => ({ stage: key, ...count })),
    bySource: sources(rows, isRestricted),
    byAssignee: of('assignee').map(({ key, ...count }) => {
      return { assignedToId: key || null, name: names.get(key) ?? null, ...count };
    }),
    firstResponse: responses(rows, total, isRestricted, targetHours),
    lostReasons: of('lost').flatMap(({ key, ...count }) => (count.isSuppressed ? [] : { reason: key, ...count })),
    daily: seriesOf(rows, 'daily', asked),
  };
}

function medianDays(rows: StatLine[], source?: string): number | null {
  const mine = rows.filter(({ metric, key }) => metric === 'converted' && (!source || first(key) === source));
  return medianOf(mine.map(({ key, count }) => ({ value: Number(second(key)), count })));
}

function sources(rows: StatLine[], isRestricted: boolean): SourceStats[] {
  const won = rows.filter(({ metric, key }) => metric === 'status' && first(key) === 'CONVERTED');
  const convertedOf = new Map(countsBy(won, 'status', second).map(({ key, count }) => [key, count]));
  const all = countsBy(rows, 'status', second);
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

function responses(rows: StatLine[], total: number, isRestricted: boolean, targetHours: number): ResponseStats {
  const [responded, waiting, overdue] = ['response', 'waiting', 'overdue'].map(metric => sumOf(countsBy(rows, metric)));
  const waitingShown = partShown(waiting!, total, isRestricted);
  const respondedShown = partShown(responded!, total, isRestricted);
  return {
    responded: respondedShown,
    waiting: waitingShown,
    overdue: waitingShown === null ? null : partShown(overdue!, waiting!, isRestricted),
    targetHours,
    ...(respondedShown === null ? noDuration : durationOf(rows, 'response')),
  };
}
