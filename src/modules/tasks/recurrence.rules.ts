import { z } from 'zod';
import { line, timeZone } from '../../platform/validation.js';

/** Long lists and far positions are what makes a rule costly to follow; nobody's work comes back like that. */
const list = (entry: string, most = 31) => new RegExp(`^(?:${entry})(?:,(?:${entry})){0,${most - 1}}$`);
const day = '(?:MO|TU|WE|TH|FR|SA|SU)';
const upTo53 = '(?:0?[1-9]|[1-4][0-9]|5[0-3])';
const upTo366 = '(?:0{0,2}[1-9]|0?[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])';

/** The parts of RFC 5545 that a task's rule may have. Nothing comes back more often than by minutes named in a day. */
const parts: Record<string, RegExp> = {
  FREQ: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9][0-9]{0,2}$/,
  COUNT: /^[1-9][0-9]{0,3}$/,
  UNTIL: /^\d{8}(?:T\d{6}Z?)?$/,
  BYMONTH: list('0?[1-9]|1[0-2]'),
  BYMONTHDAY: list('[+-]?(?:0?[1-9]|[12][0-9]|3[01])'),
  BYDAY: list(`(?:[+-]?(?:0?[1-9]|[1-4][0-9]|5[0-2]))?${day}`),
  BYYEARDAY: list(`[+-]?${upTo366}`),
  BYWEEKNO: list(`[+-]?${upTo53}`),
  BYHOUR: list('[01]?[0-9]|2[0-3]'),
  BYMINUTE: list('[0-5]?[0-9]'),
  BYSECOND: /^00?$/,
  BYSETPOS: list('[+-]?(?:0?[1-9]|[12][0-9]|3[01])', 5),
  WKST: new RegExp(`^${day}$`),
};

/** The parts of a rule by name; null when it is not one that a task may have. */
export function partsOf(rule: string): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (const part of rule.split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    if (more.length > 0 || found.has(name) || !Object.hasOwn(parts, name) || !parts[name]!.test(value)) return null;
    found.set(name, value);
  }
  const isOverdetermined = found.has('COUNT') && found.has('UNTIL');
  return found.has('FREQ') && !isOverdetermined ? found : null;
}

const wording =
  'Must be a rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=MO, daily at the most often, ending by COUNT or UNTIL or never.';

/** How a task comes back. The time zone is the practice's unless given. */
export const RecurrenceRules = z.strictObject({
  rule: line(500)
    .transform(rule => rule.toUpperCase().replace(/^RRULE:/, ''))
    .refine(rule => partsOf(rule) !== null, { message: wording, params: { code: 'INVALID' } }),
  timeZone: timeZone.nullish(),
});
export type RecurrenceWish = z.output<typeof RecurrenceRules>;
