import { Temporal } from 'temporal-polyfill';
import type { SegmentField } from './segment.fields.js';
import type { RuleLeaf } from './segment.rule.js';
import { comparable } from './segment.text.js';
import type { Period } from './segment.values.js';

/** When and where a rule is asked; periods are those of the calendar there. */
export interface Moment {
  now: Date;
  timeZone: string;
}

/** What is asked of a value that is there; a value that is not there answers no to all of it. */
export type Inquiry =
  | { ask: 'SET' }
  /** Of several words: whether one of them is there. */
  | { ask: 'ONE_OF'; values: readonly unknown[] }
  | { ask: 'ALL_OF'; values: readonly unknown[] }
  | { ask: 'CONTAINS' | 'STARTS_WITH'; text: string }
  /** Bounds in the order of the type: numbers, instants or days. */
  | { ask: 'WITHIN'; above?: unknown; from?: unknown; below?: unknown; to?: unknown };

/** A question as an inquiry, or as the opposite of one. */
export interface Question {
  inquiry: Inquiry;
  isNegated: boolean;
}

const opposites: Partial<Record<RuleLeaf['op'], RuleLeaf['op']>> = {
  IS_NOT: 'IS',
  NOT_IN: 'IN',
  IS_NOT_SET: 'IS_SET',
  NOT_WITHIN_LAST: 'WITHIN_LAST',
};

/**
 * The question that a leaf asks now. IS_NOT, NOT_IN, NOT_WITHIN_LAST and IS_NOT_SET are the exact opposites of
 * their counterparts, so that a field without a value answers yes to them and no to everything else.
 */
export function questionOf(leaf: RuleLeaf, field: SegmentField, moment: Moment): Question {
  const opposite = opposites[leaf.op];
  return {
    inquiry: inquiryOf(opposite ?? leaf.op, leaf.value, field, moment),
    isNegated: opposite !== undefined,
  };
}

function inquiryOf(op: RuleLeaf['op'], value: unknown, field: SegmentField, moment: Moment): Inquiry {
  const known = (one: unknown) => (isCompared(field) ? comparable(one as string) : one);
  switch (op) {
    case 'IS_SET':
      return { ask: 'SET' };
    case 'CONTAINS':
      if (field.type === 'WORDS') return { ask: 'ALL_OF', values: [value].flat().map(known) };
      return { ask: op, text: comparable(value as string) };
    case 'STARTS_WITH':
      return { ask: op, text: comparable(value as string) };
    case 'BEFORE':
    case 'AFTER':
      return { ask: 'WITHIN', ...sideOf(op, value as string | Period, field, moment) };
    case 'WITHIN_LAST':
      return { ask: 'WITHIN', from: ago(value as Period, field, moment), to: nowOf(field, moment) };
    case 'GT':
      return { ask: 'WITHIN', above: value };
    case 'GTE':
      return { ask: 'WITHIN', from: value };
    case 'LT':
      return { ask: 'WITHIN', below: value };
    case 'LTE':
      return { ask: 'WITHIN', to: value };
    default:
      return { ask: 'ONE_OF', values: [value].flat().map(known) };
  }
}

/** Whether texts of the field are compared without regard to case and accents; words and ids stand as they are. */
export const isCompared = ({ type, source }: SegmentField): boolean =>
  type === 'TEXT' || (type === 'WORDS' && source.in === 'SEALED');

const zoned = ({ now, timeZone }: Moment) =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
const dateOf = (at: Temporal.ZonedDateTime) => new Date(at.epochMilliseconds);

/** So long ago by the calendar of the practice: an instant at the same time of day, or a day. */
function ago({ last, unit }: Period, { type }: SegmentField, moment: Moment): Date | string {
  const then = zoned(moment).subtract({ [`${unit.toLowerCase()}s`]: last });
  return type === 'DATE' ? then.toPlainDate().toString() : dateOf(then);
}

export const nowOf = ({ type }: Pick<SegmentField, 'type'>, moment: Moment): Date | string =>
  type === 'DATE' ? zoned(moment).toPlainDate().toString() : moment.now;

/** A day counts whole: before it, or after it, in the zone of the practice. */
function sideOf(op: 'BEFORE' | 'AFTER', value: string | Period, field: SegmentField, moment: Moment) {
  if (typeof value === 'object') {
    const at = ago(value, field, moment);
    return op === 'BEFORE' ? { below: at } : { above: at };
  }
  if (field.type === 'DATE') return op === 'BEFORE' ? { below: value } : { above: value };
  if (value.length > 10) return op === 'BEFORE' ? { below: new Date(value) } : { above: new Date(value) };
  const day = Temporal.PlainDate.from(value);
  const start = (date: Temporal.PlainDate) => dateOf(date.toZonedDateTime(moment.timeZone));
  return op === 'BEFORE' ? { below: start(day) } : { from: start(day.add({ days: 1 })) };
}
