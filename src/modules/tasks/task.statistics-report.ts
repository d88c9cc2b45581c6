import {
  countsBy,
  type Duration,
  durationOf,
  keyPart,
  noDuration,
  type StatLine,
  sumOf,
} from '../../platform/statistics/lines.js';
import { partShown, type ShownCount } from '../../platform/statistics/privacy.js';
import { type Asked, breakdown, type Scope, seriesOf, totalShown } from '../../platform/statistics/statistics.js';
import { isOpen } from './task.status.js';
import type { TaskStatus } from './task.vocabulary.js';

/** All of one kind, and those of them still to be done. */
interface OpenCount extends ShownCount {
  open: number | null;
}

interface TaskFigures {
  total: number | null;
  open: number | null;
  byStatus: ({ status: string } & ShownCount)[];
  byPriority: ({ priority: string } & OpenCount)[];
  byAssignee: ({ assignedToId: string | null; name: string | null } & OpenCount)[];
  overdue: number | null;
  dueToday: number | null;
  dueThisWeek: number | null;
  timeToComplete: Duration & { completed: number | null };
  completedDaily: ({ date: string } & ShownCount)[];
  daily: ({ date: string } & ShownCount)[];
}

export interface TaskStats extends Scope, TaskFigures {}

const isOpenAt = (part: number) => (key: string) => isOpen(keyPart(part)(key) as TaskStatus);

/** Puts the lines of the database together, hiding small counts from whom they must be hidden. */
export function reportOf(rows: StatLine[], asked: Asked, names: ReadonlyMap<string, string>): TaskFigures {
  const of = (metric: string) => sumOf(countsBy(rows, metric));
  const part = (count: number, whole: number) => partShown(count, whole, asked.isRestricted);
  const total = of('total');
  const open = sumOf(
    countsBy(
      rows.filter(({ key }) => isOpenAt(0)(key)),
      'status',
    ),
  );
  const [overdue, dueToday, dueThisWeek] = ['overdue', 'dueToday', 'dueThisWeek'].map(metric => part(of(metric), open));
  const openShown = part(open, total);
  const done = part(of('took'), total);
  return {
    total: totalShown(total, asked),
    open: openShown,
    byStatus: breakdown(countsBy(rows, 'status', keyPart(0)), asked).map(({ key, ...n }) => ({ status: key, ...n })),
    byPriority: openOf(rows, 'status', 1, 0, asked).map(({ key, ...n }) => ({ priority: key, ...n })),
    byAssignee: openOf(rows, 'assignee', 0, 1, asked).map(({ key, ...n }) => {
      return { assignedToId: key || null, name: names.get(key) ?? null, ...n };
    }),
    overdue: openShown === null ? null : overdue!,
    dueToday: openShown === null ? null : dueToday!,
    dueThisWeek: openShown === null ? null : dueThisWeek!,
    timeToComplete: { completed: done, ...(done === null ? noDuration : durationOf(rows, 'took')) },
    completedDaily: seriesOf(rows, 'completed', asked),
    daily: seriesOf(rows, 'daily', asked),
  };
}

/** Counts by one part of a key, and how many of each are open by the status in another part. */
function openOf(rows: StatLine[], metric: string, part: number, statusPart: number, asked: Asked) {
  const stillOpen = rows.filter(({ key }) => isOpenAt(statusPart)(key));
  const openBy = new Map(countsBy(stillOpen, metric, keyPart(part)).map(({ key, count }) => [key, count]));
  const lines = countsBy(rows, metric, keyPart(part)).map(line => ({ ...line, all: line.count }));
  return breakdown(lines, asked).map(({ all, ...line }) => {
    const open = line.isSuppressed ? null : partShown(openBy.get(line.key) ?? 0, all, asked.isRestricted);
    return { ...line, open };
  });
}
