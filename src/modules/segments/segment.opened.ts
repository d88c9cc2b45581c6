import { Temporal } from 'temporal-polyfill';
import type { FieldSource, SegmentField } from './segment.fields.js';
import { type Inquiry, isCompared, type Moment, nowOf } from './segment.questions.js';
import { comparable } from './segment.text.js';

type Sealed = Extract<FieldSource, { in: 'SEALED' }>;

/** Full years between two days of the calendar. */
const yearsBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: 'years' }).years;

/** The value that the field has in an opened column; null when there is none. */
function valueIn({ path, isAge }: Sealed, opened: unknown, moment: Moment): unknown {
  let value = opened;
  for (const name of path) value = (value as Record<string, unknown> | null)?.[name] ?? null;
  if (value === null || (Array.isArray(value) && value.length === 0)) return null;
  return isAge ? yearsBetween(value as string, nowOf({ type: 'DATE' }, moment) as string) : value;
}

/** What the content of a sealed column answers. */
export function answerOf(field: SegmentField, inquiry: Inquiry, opened: unknown, moment: Moment): boolean {
  const value = valueIn(field.source as Sealed, opened, moment);
  if (value === null) return false;
  const held: unknown[] = [value].flat().map(one => (isCompared(field) ? comparable(one as string) : one));
  switch (inquiry.ask) {
    case 'SET':
      return true;
    case 'ONE_OF':
      return held.some(one => inquiry.values.includes(one));
    case 'ALL_OF':
      return inquiry.values.every(one => held.includes(one));
    case 'CONTAINS':
      return (held[0] as string).includes(inquiry.text);
    case 'STARTS_WITH':
      return (held[0] as string).startsWith(inquiry.text);
    case 'WITHIN':
      return isBetween(held[0] as number, inquiry as Bounds);
  }
}

type Bounds = { above?: number; from?: number; below?: number; to?: number };

/** Numbers, and days as text, whose order is that of the calendar. */
function isBetween(value: number, { above, from, below, to }: Bounds): boolean {
  if (above !== undefined && !(value > above)) return false;
  if (from !== undefined && !(value >= from)) return false;
  if (below !== undefined && !(value < below)) return false;
  return to === undefined || value <= to;
}
