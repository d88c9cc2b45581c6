import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { partsOf } from './recurrence.rules.js';

export interface Recurrence {
  rule: string;
  timeZone: string;
}

/** An occurrence: when it is due, and the time on the wall that is meant by it. */
export interface Occurrence {
  dueAt: Date;
  wall: Temporal.PlainDateTime;
}

/** Periods looked through for the next occurrence: as far as from one leap day to the next, and a hundred years. */
const periods: Record<string, number> = { DAILY: 3_000, WEEKLY: 600, MONTHLY: 400, YEARLY: 100 };
/** Times looked at in these periods. */
const candidates = 5_000;
const lastYear = 2199;

/** The instant that a clock on the wall shows: after a gap where the clock skips it, the first where it comes twice. */
export const instantAt = (wall: Temporal.PlainDateTime, timeZone: string): Date =>
  new Date(wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds);

/** What a clock on the wall shows at the instant. */
export const wallAt = (at: Date, timeZone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDateTime();

/** The time on the wall that a due time stands for: `meant`, unless the due time has been moved since. */
export function wallOf(dueAt: Date, timeZone: string, meant?: string | null): Temporal.PlainDateTime {
  const wall = meant ? Temporal.PlainDateTime.from(meant) : null;
  return wall && instantAt(wall, timeZone).getTime() === dueAt.getTime() ? wall : wallAt(dueAt, timeZone);
}

/**
 * The first occurrence after a due time, null when none comes any more; COUNT is the caller's to keep. The rule runs
 * over times on the wall, so that 09:00 stays 09:00; one that the clock skips is due right after the gap.
 * @throws Error when the rule does not come round within the years looked through.
 */
export function nextOccurrence({ rule, timeZone }: Recurrence, dueAt: Date, meant?: string | null): Occurrence | null {
  const pattern = patternFrom(rule, wallOf(dueAt, timeZone, meant));
  for (let after = pattern.options().dtstart; ; ) {
    const next = pattern.next(new Date(after.epochMilliseconds));
    if (!next || next.year > lastYear) return null;
    after = next;
    const occurrence = { wall: next.toPlainDateTime(), dueAt: instantAt(next.toPlainDateTime(), timeZone) };
    // Two times on the wall, one of them skipped, can be one instant.
    if (occurrence.dueAt > dueAt) return isWithin(rule, occurrence) ? occurrence : null;
  }
}

/** The occurrences that a rule gives one task and those after it; null when it has no end. */
export const countOf = (rule: string): number | null => {
  const count = partsOf(rule)?.get('COUNT');
  return count === undefined ? null : Number(count);
};

/** The rule without its end, over a calendar without zones. */
function patternFrom(rule: string, start: Temporal.PlainDateTime) {
  const parts = partsOf(rule) ?? new Map<string, string>();
  const endless = [...parts].filter(([name]) => name !== 'COUNT' && name !== 'UNTIL');
  return new RRuleTemporal<Temporal.ZonedDateTime>({
    rruleString: endless.map(part => part.join('=')).join(';'),
    dtstart: start.toZonedDateTime('UTC'),
    temporal: Temporal,
    strict: true,
    cache: false,
    maxIterations: periods[parts.get('FREQ') ?? 'YEARLY'],
    maxCandidateEvaluations: candidates,
  });
}

/** UNTIL includes its day or time: in UTC with a Z, otherwise on the wall. */
function isWithin(rule: string, { wall, dueAt }: Occurrence): boolean {
  const until = partsOf(rule)?.get('UNTIL');
  if (!until) return true;
  const [, ...fields] = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}))?/.exec(until) ?? [];
  const [year = 0, month = 1, day = 1, hour = 23, minute = 59, second = 59] = fields.flatMap(f =>
    f ? [Number(f)] : [],
  );
  const time = { year, month, day, hour, minute, second, millisecond: 999 };
  const last = Temporal.PlainDateTime.from(time, { overflow: 'reject' });
  if (until.endsWith('Z')) return dueAt <= instantAt(last, 'UTC');
  return Temporal.PlainDateTime.compare(wall, last) <= 0;
}
