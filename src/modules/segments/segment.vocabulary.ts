export { type PersonType as RecipientType, personTypes as recipientTypes } from '../consents/consent.vocabulary.js';

export const segmentKinds = ['STATIC', 'DYNAMIC'] as const;
export type SegmentKind = (typeof segmentKinds)[number];

export const segmentOperators = [
  'IS',
  'IS_NOT',
  'IN',
  'NOT_IN',
  'CONTAINS',
  'STARTS_WITH',
  'BEFORE',
  'AFTER',
  'WITHIN_LAST',
  'NOT_WITHIN_LAST',
  'IS_SET',
  'IS_NOT_SET',
  'GT',
  'GTE',
  'LT',
  'LTE',
] as const;
export type SegmentOperator = (typeof segmentOperators)[number];

export const segmentUnits = ['DAY', 'WEEK', 'MONTH', 'YEAR'] as const;
export type SegmentUnit = (typeof segmentUnits)[number];

/** TEXT: as written; WORD: one of a closed list; WORDS: several words; DATE: a day of the calendar. */
export const segmentValueTypes = [
  'TEXT',
  'WORD',
  'WORDS',
  'NUMBER',
  'BOOLEAN',
  'INSTANT',
  'DATE',
  'ID',
  'ADDRESS',
] as const;
export type SegmentValueType = (typeof segmentValueTypes)[number];

export const engagementKinds = ['OPENED', 'CLICKED', 'BOUNCED'] as const;
export type EngagementKind = (typeof engagementKinds)[number];
