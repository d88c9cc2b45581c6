import { Temporal } from 'temporal-polyfill';
import type { Someone } from './population.js';

export interface Leaf {
  field: string;
  op: string;
  value?: unknown;
}
export type Rule = { all: Rule[] } | { any: Rule[] } | { not: Rule } | Leaf;

interface At {
  now: Date;
  timeZone: string;
}

const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** Types of values as they are compared; every other field is a text that is folded. */
const exact = new Set([
  'tags',
  'specialties',
  'source',
  'stage',
  'type',
  'assignedToId',
  'interestedServices',
  'interactionKinds',
  'email',
]);
const isInstant = (value: unknown): value is Date => value instanceof Date;

function known(field: string, value: unknown, { now, timeZone }: At): unknown {
  if (field === 'age' && value !== null) {
    const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
    const born = Temporal.PlainDate.from(value as string);
    const had = today.month > born.month || (today.month === born.month && today.day >= born.day);
    return today.year - born.year - (had ? 0 : 1);
  }
  return value;
}

function before({ last, unit }: { last: number; unit: string }, { now, timeZone }: At): Temporal.ZonedDateTime {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const amounts: Record<string, object> = {
    DAY: { days: last },
    WEEK: { days: last * 7 },
    MONTH: { months: last },
    YEAR: { years: last },
  };
  return today.subtract(amounts[unit]!);
}

/** A rule evaluated as plainly as it can be said; two values only. */
export function belongs(rule: Rule, person: Someone, at: At): boolean {
  if ('all' in rule) return rule.all.every(inner => belongs(inner, person, at));
  if ('any' in rule) return rule.any.some(inner => belongs(inner, person, at));
  if ('not' in rule) return !belongs(rule.not, person, at);
  const { field, op } = rule;
  // of a contact everything written is a text; of a lead the mail address is only found whole
  const isText = !exact.has(field) || (field === 'email' && 'specialties' in person.values);
  const shown = (value: unknown) => (typeof value === 'string' && isText ? fold(value) : value);
  const value = known(field, person.values[field], at);
  const has = value !== null && !(Array.isArray(value) && value.length === 0);
  const held = [value].flat().map(shown);
  const asked = [rule.value].flat().map(shown);
  const number = isInstant(value) ? value.getTime() : (value as number);
  switch (op) {
    case 'IS_SET':
      return has;
    case 'IS_NOT_SET':
      return !has;
    case 'IS':
    case 'IN':
      return has && asked.some(one => held.includes(one));
    case 'IS_NOT':
    case 'NOT_IN':
      return !(has && asked.some(one => held.includes(one)));
    case 'CONTAINS':
      if (Array.isArray(value)) return has && asked.every(one => held.includes(one));
      return has && (held[0] as string).includes(asked[0] as string);
    case 'STARTS_WITH':
      return has && (held[0] as string).startsWith(asked[0] as string);
    case 'GT':
      return has && number > (rule.value as number);
    case 'GTE':
      return has && number >= (rule.value as number);
    case 'LT':
      return has && number < (rule.value as number);
    case 'LTE':
      return has && number <= (rule.value as number);
    case 'WITHIN_LAST':
      return has && isWithin(value, rule.value, at);
    case 'NOT_WITHIN_LAST':
      return !(has && isWithin(value, rule.value, at));
    case 'BEFORE':
    case 'AFTER':
      return has && isOnSide(op, value, rule.value, at);
  }
  throw new Error(op);
}

function isWithin(value: unknown, period: unknown, at: At): boolean {
  const start = before(period as { last: number; unit: string }, at);
  if (isInstant(value)) return value.getTime() >= start.epochMilliseconds && value <= at.now;
  const today = before({ last: 0, unit: 'DAY' }, at).toPlainDate().toString();
  return (value as string) >= start.toPlainDate().toString() && (value as string) <= today;
}

function isOnSide(op: string, value: unknown, asked: unknown, at: At): boolean {
  if (!isInstant(value)) {
    const day =
      typeof asked === 'string'
        ? asked
        : before(asked as never, at)
            .toPlainDate()
            .toString();
    return op === 'BEFORE' ? (value as string) < day : (value as string) > day;
  }
  const ms = value.getTime();
  if (typeof asked === 'object') {
    const start = before(asked as never, at).epochMilliseconds;
    return op === 'BEFORE' ? ms < start : ms > start;
  }
  if (String(asked).length > 10) {
    const instant = Date.parse(String(asked));
    return op === 'BEFORE' ? ms < instant : ms > instant;
  }
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(at.timeZone).toPlainDate().toString();
  return op === 'BEFORE' ? local < String(asked) : local > String(asked);
}
