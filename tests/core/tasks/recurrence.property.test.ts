import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RecurrenceRules } from '../../../src/modules/tasks/recurrence.rules.js';
import { nextOccurrence } from '../../../src/modules/tasks/task.recurrence-calendar.js';
import { instantOf, shownAt } from './wall-clock.js';

const dayMs = 86_400_000;
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** Clocks that change north and south of the equator, by half an hour, at midnight, on no day at all, or far away. */
const zones = fc.constantFrom(
  ...['America/New_York', 'America/Los_Angeles', 'Europe/Berlin', 'Europe/London', 'America/Sao_Paulo', 'Asia/Kolkata'],
  ...['Australia/Lord_Howe', 'Australia/Sydney', 'Africa/Cairo', 'America/Santiago', 'America/Havana', 'Asia/Beirut'],
  ...['Pacific/Apia', 'Pacific/Auckland', 'Pacific/Chatham', 'Asia/Kathmandu', 'Africa/Casablanca', 'UTC'],
);

/** A rule, and whether a day of the calendar (midnight UTC) is one of its own, told in the simplest way. */
interface Pattern {
  rule: string;
  isOn(day: number, start: number): boolean;
}

const dateOf = (day: number) => new Date(day);
const monthsBetween = (start: number, day: number) =>
  (dateOf(day).getUTCFullYear() - dateOf(start).getUTCFullYear()) * 12 +
  dateOf(day).getUTCMonth() -
  dateOf(start).getUTCMonth();
const daysInMonth = (day: number) =>
  new Date(Date.UTC(dateOf(day).getUTCFullYear(), dateOf(day).getUTCMonth() + 1, 0)).getUTCDate();
const monday = (day: number) => day - ((dateOf(day).getUTCDay() + 6) % 7) * dayMs;

const interval = fc.integer({ min: 1, max: 5 });
const someWeekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 });

const patterns: fc.Arbitrary<Pattern> = fc.oneof(
  interval.map(every => ({
    rule: `FREQ=DAILY;INTERVAL=${every}`,
    isOn: (day: number, start: number) => ((day - start) / dayMs) % every === 0,
  })),
  interval.map(every => ({
    rule: `FREQ=WEEKLY;INTERVAL=${every}`,
    isOn: (day: number, start: number) => ((day - start) / dayMs) % (7 * every) === 0,
  })),
  fc.tuple(interval, someWeekdays).map(([every, days]) => ({
    rule: `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${days.map(day => weekdays[day]).join(',')}`,
    isOn: (day: number, start: number) =>
      days.includes(dateOf(day).getUTCDay()) && ((monday(day) - monday(start)) / dayMs) % (7 * every) === 0,
  })),
  fc.tuple(interval, fc.integer({ min: 1, max: 31 })).map(([every, date]) => ({
    rule: `FREQ=MONTHLY;INTERVAL=${every};BYMONTHDAY=${date}`,
    isOn: (day: number, start: number) => dateOf(day).getUTCDate() === date && monthsBetween(start, day) % every === 0,
  })),
  interval.map(every => ({
    rule: `FREQ=MONTHLY;INTERVAL=${every};BYMONTHDAY=-1`,
    isOn: (day: number, start: number) =>
      dateOf(day).getUTCDate() === daysInMonth(day) && monthsBetween(start, day) % every === 0,
  })),
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 })).map(([nth, weekday]) => ({
    rule: `FREQ=MONTHLY;BYDAY=${nth}${weekdays[weekday]}`,
    isOn: (day: number) => dateOf(day).getUTCDay() === weekday && Math.ceil(dateOf(day).getUTCDate() / 7) === nth,
  })),
  fc.integer({ min: 0, max: 6 }).map(weekday => ({
    rule: `FREQ=MONTHLY;BYDAY=-1${weekdays[weekday]}`,
    isOn: (day: number) => dateOf(day).getUTCDay() === weekday && dateOf(day).getUTCDate() > daysInMonth(day) - 7,
  })),
  fc.constant({
    rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    isOn: (day: number) => {
      const ofMonth = (date: number) =>
        new Date(Date.UTC(dateOf(day).getUTCFullYear(), dateOf(day).getUTCMonth(), date));
      const working = Array.from({ length: daysInMonth(day) }, (_, at) => at + 1).filter(
        date => ofMonth(date).getUTCDay() % 6 !== 0,
      );
      return dateOf(day).getUTCDate() === working.at(-1);
    },
  }),
  fc.integer({ min: 1, max: 12 }).map(month => ({
    rule: `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=10`,
    isOn: (day: number) => dateOf(day).getUTCMonth() + 1 === month && dateOf(day).getUTCDate() === 10,
  })),
);

/** A day and a time on the wall; most near a change of clocks, where days have 23, 24 or 25 hours. */
const starts = fc
  .tuple(
    fc.integer({ min: 2023, max: 2031 }),
    fc.oneof(fc.constantFrom(64, 80, 86, 95, 270, 276, 298, 304), fc.integer({ min: 0, max: 364 })),
    fc.constantFrom(0, 30, 60, 90, 120, 150, 165, 180, 540, 1020, 1439),
  )
  .map(([year, day, minutes]) => Date.UTC(year, 0, 1) + day * dayMs + minutes * 60_000);

/** The due times of a series as its tasks come to have them: each computed from the one before and nothing else. */
function series(rule: string, timeZone: string, dueAt: Date, length: number): number[] {
  const due = [dueAt.getTime()];
  for (let meant: string | null = null; due.length < length; ) {
    const next = nextOccurrence({ rule, timeZone }, new Date(due.at(-1)!), meant);
    if (!next) break;
    due.push(next.dueAt.getTime());
    meant = next.wall.toString();
  }
  return due;
}

/** The same by going through the calendar day by day. */
function daysOf({ isOn }: Pattern, timeZone: string, shown: number, length: number): number[] {
  const start = shown - (shown % dayMs);
  const due = [instantOf(shown, timeZone)];
  for (let day = start + dayMs; due.length < length; day += dayMs) {
    if (!isOn(day, start)) continue;
    const at = instantOf(day + (shown % dayMs), timeZone);
    if (at > due.at(-1)!) due.push(at);
  }
  return due;
}

/** A start that the clock shows: what a person picks as a due time. */
const picked = fc.tuple(zones, starts).filter(([zone, shown]) => shownAt(instantOf(shown, zone), zone) === shown);

describe('the occurrences of a series', () => {
  test('are the days of the rule, each once and none left out, at the time on the wall', () => {
    fc.assert(
      fc.property(patterns, picked, (pattern, [zone, shown]) => {
        const first = new Date(instantOf(shown, zone));
        expect(series(pattern.rule, zone, first, 12)).toEqual(daysOf(pattern, zone, shown, 12));
      }),
      { numRuns: 400 },
    );
  });

  test('only come later and later, in any zone', () => {
    const hours = fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1 });
    const minutes = fc.uniqueArray(fc.constantFrom(0, 15, 30, 45), { minLength: 1 });
    fc.assert(
      fc.property(hours, minutes, picked, (byHour, byMinute, [zone, shown]) => {
        const rule = `FREQ=DAILY;BYHOUR=${byHour};BYMINUTE=${byMinute}`;
        const due = series(rule, zone, new Date(instantOf(shown, zone)), 60);
        expect(due).toHaveLength(60);
        for (const [at, time] of due.entries()) expect(time).toBeGreaterThan(due[at - 1] ?? 0);
      }),
      { numRuns: 100 },
    );
  });

  test.each(['America/New_York', 'Europe/Berlin', 'Australia/Sydney'])('09:00 weekly stays 09:00 in %s', zone => {
    const due = series('FREQ=WEEKLY', zone, new Date(instantOf(Date.UTC(2026, 0, 5, 9), zone)), 105);
    expect(due.map(at => shownAt(at, zone))).toEqual(due.map((_, week) => Date.UTC(2026, 0, 5, 9) + week * 7 * dayMs));
    // The year has hours of two lengths, so it did matter.
    expect(new Set(due.map(at => at % dayMs)).size).toBe(2);
  });

  test('a time that the clock skips is due right after the gap, and the day after at its own time again', () => {
    const due = series('FREQ=DAILY', 'America/New_York', new Date('2026-03-07T02:30:00-05:00'), 3);
    expect(due.map(at => new Date(at).toISOString())).toEqual([
      '2026-03-07T07:30:00.000Z',
      '2026-03-08T07:30:00.000Z', // 03:30 EDT: 02:30 is not there
      '2026-03-09T06:30:00.000Z', // 02:30 EDT
    ]);
  });

  test('a time that comes twice is due the first time, and only then', () => {
    const due = series('FREQ=DAILY', 'America/New_York', new Date('2026-10-31T01:30:00-04:00'), 3);
    expect(due.map(at => new Date(at).toISOString())).toEqual([
      '2026-10-31T05:30:00.000Z',
      '2026-11-01T05:30:00.000Z', // 01:30 EDT, not an hour later in EST
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  test('a day that the calendar of a zone leaves out adds none', () => {
    const due = series('FREQ=DAILY', 'Pacific/Apia', new Date('2011-12-29T09:00:00-10:00'), 3);
    expect(due.map(at => shownAt(at, 'Pacific/Apia'))).toEqual([29, 31, 32].map(day => Date.UTC(2011, 11, day, 9)));
  });

  test('count from a due time that was moved', () => {
    const recurrence = { rule: 'FREQ=WEEKLY', timeZone: 'America/New_York' };
    const moved = nextOccurrence(recurrence, new Date('2026-03-10T14:00:00Z'), '2026-03-09T09:00:00');
    expect(moved?.dueAt.toISOString()).toBe('2026-03-17T14:00:00.000Z');
  });

  test.each([
    ['20260316', 3],
    ['20260315', 2],
    ['20260316T090000', 3],
    ['20260316T085959', 2],
    ['20260316T130000Z', 3],
    ['20260316T125959Z', 2],
  ])('UNTIL=%s includes its day or time', (until, count) => {
    const first = new Date('2026-03-02T09:00:00-05:00');
    expect(series(`FREQ=WEEKLY;UNTIL=${until}`, 'America/New_York', first, 9)).toHaveLength(count);
  });
});

describe('a rule', () => {
  const accepts = (rule: string) => RecurrenceRules.safeParse({ rule }).success;

  test.each([
    ...['FREQ=DAILY', 'freq=weekly;byday=mo', 'RRULE:FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=YEARLY;BYWEEKNO=53;WKST=SU'],
    ...[
      'FREQ=MONTHLY;BYDAY=+2TU,-1FR;COUNT=10',
      'FREQ=DAILY;BYHOUR=09,17;BYMINUTE=00;BYSECOND=0',
      'FREQ=DAILY;INTERVAL=999',
    ],
  ])('%s is one', rule => expect(accepts(rule)).toBe(true));

  test.each([
    ...[
      '',
      'daily',
      'FREQ=SECONDLY',
      'FREQ=MINUTELY',
      'FREQ=HOURLY',
      'FREQ=DAILY;INTERVAL=0',
      'FREQ=DAILY;INTERVAL=1000',
    ],
    ...['FREQ=DAILY;INTERVAL=-1', 'FREQ=DAILY;INTERVAL=1e9', 'FREQ=DAILY;COUNT=0', 'FREQ=DAILY;COUNT=99999'],
    ...[
      'FREQ=DAILY;COUNT=2;UNTIL=20270101',
      'FREQ=DAILY;UNTIL=tomorrow',
      'FREQ=DAILY;FREQ=WEEKLY',
      'FREQ=DAILY;BYHOUR=24',
    ],
    ...['FREQ=DAILY;BYSECOND=1', 'FREQ=DAILY;FOO=1', 'FREQ=DAILY;', 'FREQ=DAILY;constructor=1', 'FREQ=WEEKLY;BYDAY=XX'],
    ...[
      'FREQ=MONTHLY;BYDAY=53MO',
      'FREQ=MONTHLY;BYMONTHDAY=32',
      'FREQ=YEARLY;RSCALE=HEBREW',
      'FREQ=DAILY\nDTSTART:20260101',
    ],
    ...[
      'DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY',
      `FREQ=DAILY;BYMINUTE=${'1,'.repeat(60)}1`,
      'FREQ=DAILY;BYMONTH=13',
    ],
    'FREQ=YEARLY;BYDAY=MO;BYSETPOS=366',
    `FREQ=YEARLY;BYYEARDAY=${Array.from({ length: 32 }, (_, at) => at + 1)}`,
  ])('%j is none', rule => expect(accepts(rule)).toBe(false));

  test('costs little, whatever it is', () => {
    const list = (min: number, max: number, maxLength = 31) =>
      fc
        .uniqueArray(
          fc.integer({ min, max }).filter(n => n !== 0),
          { minLength: 1, maxLength },
        )
        .map(String);
    const rules = fc
      .record(
        {
          FREQ: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
          INTERVAL: fc.integer({ min: 1, max: 999 }).map(String),
          BYMONTH: list(1, 12),
          BYMONTHDAY: list(-31, 31),
          BYDAY: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }).map(String),
          BYYEARDAY: list(-366, 366),
          BYWEEKNO: list(-53, 53),
          BYHOUR: list(0, 23),
          BYMINUTE: list(0, 59),
          BYSETPOS: list(-31, 31, 5),
        },
        { requiredKeys: ['FREQ'] },
      )
      .map(parts =>
        Object.entries(parts)
          .map(part => part.join('='))
          .join(';'),
      )
      .filter(accepts);
    fc.assert(
      fc.property(rules, rule => {
        const from = performance.now();
        try {
          nextOccurrence({ rule, timeZone: 'America/New_York' }, new Date('2026-03-02T14:00:00Z'));
        } catch (error) {
          // One that does not come round is refused by saying so, not by looking for ever.
          expect(error).toBeInstanceOf(Error);
        }
        expect(performance.now() - from).toBeLessThan(2_000);
      }),
      { numRuns: 150 },
    );
  });
});
