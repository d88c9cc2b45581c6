import { contactFields } from './segment.contact-fields.js';
import type { Catalogue, SegmentField } from './segment.fields.js';
import { leadFields } from './segment.lead-fields.js';
import type { RecipientType, SegmentOperator, SegmentValueType } from './segment.vocabulary.js';

/** Every field that rules ask by, by what the segment holds. */
export const catalogues: Readonly<Record<RecipientType, Catalogue>> = { LEAD: leadFields, CONTACT: contactFields };

const presence: readonly SegmentOperator[] = ['IS_SET', 'IS_NOT_SET'];
const equality: readonly SegmentOperator[] = ['IS', 'IS_NOT', 'IN', 'NOT_IN', ...presence];
const dates: readonly SegmentOperator[] = ['BEFORE', 'AFTER', 'WITHIN_LAST', 'NOT_WITHIN_LAST', ...presence];

/** What can be asked of a value of each type. */
export const operatorsOf: Readonly<Record<SegmentValueType, readonly SegmentOperator[]>> = {
  TEXT: [...equality, 'CONTAINS', 'STARTS_WITH'],
  WORD: equality,
  WORDS: [...equality, 'CONTAINS'],
  NUMBER: [...equality, 'GT', 'GTE', 'LT', 'LTE'],
  BOOLEAN: ['IS', 'IS_NOT', ...presence],
  INSTANT: dates,
  DATE: ['IS', 'IS_NOT', ...dates],
  ID: equality,
  ADDRESS: equality,
};

/** The field of this name; undefined when rules about these people have none. */
export function fieldOf(appliesTo: RecipientType, name: string): SegmentField | undefined {
  return Object.hasOwn(catalogues[appliesTo], name) ? catalogues[appliesTo][name] : undefined;
}
