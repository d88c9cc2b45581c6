import { z } from 'zod';
import { email, id, instant, line, localDate, oneOf, phone, wholeNumber } from '../../platform/validation.js';
import type { SegmentField } from './segment.fields.js';
import { type SegmentOperator, segmentUnits } from './segment.vocabulary.js';

const mostValues = 100;
const longestPeriod = 1_000;

/** `{ last: 30, unit: DAY }`: a stretch of time up to now. */
export const Period = z.strictObject({ last: wholeNumber(1, longestPeriod), unit: oneOf(segmentUnits) });
export type Period = z.output<typeof Period>;

/** An instant as it is kept in a rule: ISO 8601 in UTC. */
const writtenInstant = instant.transform(at => at.toISOString());

/** A point in time: a day, an instant or so long ago. */
const dayPoint = z.union([Period, localDate]);
const point = z.union([Period, localDate, writtenInstant]);

/** One value of a field, as it is kept in a rule. */
function single({ type, values, source }: SegmentField): z.ZodType {
  if (values) return oneOf(values as unknown as readonly [string, ...string[]]);
  switch (type) {
    case 'NUMBER':
      return z.number().min(-1e9).max(1e9);
    case 'BOOLEAN':
      return z.boolean();
    case 'ID':
      return id;
    case 'DATE':
      return localDate;
    case 'ADDRESS':
      return source.in === 'BLIND_INDEX' && source.index === 'phone' ? phone : email;
    case 'WORDS':
      return line(50);
    default:
      return line(200);
  }
}

const several = (one: z.ZodType) =>
  z.preprocess(value => (Array.isArray(value) ? value : [value]), z.array(one).min(1).max(mostValues));

/** What a question takes as its value; null when it takes none. */
export function valueRules(field: SegmentField, op: SegmentOperator): z.ZodType | null {
  switch (op) {
    case 'IS_SET':
    case 'IS_NOT_SET':
      return null;
    case 'IN':
    case 'NOT_IN':
      return several(single(field));
    case 'CONTAINS':
      return field.type === 'WORDS' ? several(single(field)) : single(field);
    case 'WITHIN_LAST':
    case 'NOT_WITHIN_LAST':
      return Period;
    case 'BEFORE':
    case 'AFTER':
      return field.type === 'DATE' ? dayPoint : point;
    default:
      return single(field);
  }
}
