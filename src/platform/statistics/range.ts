import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { instant } from '../validation.js';

/** The creation times that statistics are about; null or absent leaves a side open. */
export const DateRange = z
  .strictObject({ from: instant.nullish(), to: instant.nullish() })
  .refine(({ from, to }) => !from || !to || from < to, {
    message: 'Must lie after `from`.',
    path: ['to'],
    params: { code: 'OUT_OF_RANGE' },
  });
export interface Range {
  from: Date | null;
  to: Date | null;
}

/** Days of the longest daily series. */
export const longestSeries = 366;

function monthStart(at: Date, timeZone: string): Temporal.ZonedDateTime {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return local.with({ day: 1 }).startOfDay();
}

const toDate = (at: Temporal.ZonedDateTime): Date => new Date(at.epochMilliseconds);

/** The range made whole months of the zone: who may see no small counts may not cut them out by two ranges either. */
export function wholeMonths({ from, to }: Range, timeZone: string): Range {
  const end = to && monthStart(to, timeZone);
  const isWhole = end && end.epochMilliseconds === to.getTime();
  return {
    from: from && toDate(monthStart(from, timeZone)),
    to: end && toDate(isWhole ? end : end.add({ months: 1 })),
  };
}

/** The part of a range that its daily series shows: the last days of it, from the start of a day. */
export function seriesRange({ from, to }: Range, now: Date, timeZone: string): Range {
  const end = Temporal.Instant.fromEpochMilliseconds((to ?? now).getTime()).toZonedDateTimeISO(timeZone);
  const start = toDate(end.subtract({ days: longestSeries - 1 }).startOfDay());
  return { from: from && from > start ? from : start, to };
}

/** Days of the zone around now, as `2026-03-31`; `weekEnd` is the first day of the next week, which begins on Monday. */
export function calendarOf(now: Date, timeZone: string) {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const today = local.toPlainDate();
  const weekStart = today.subtract({ days: today.dayOfWeek - 1 });
  return {
    today: today.toString(),
    todayStart: toDate(local.startOfDay()),
    weekStart: weekStart.toString(),
    weekEnd: weekStart.add({ weeks: 1 }).toString(),
    /** The day so many days ago. */
    daysAgo: (days: number): string => today.subtract({ days }).toString(),
  };
}
