import {
  type FilterInputOf,
  type FilterOf,
  filterRules,
  flag,
  optional,
  range,
  several,
} from '../../platform/reading/filter.js';
import { id, line, oneOf } from '../../platform/validation.js';
import { recipientTypes, segmentKinds } from './segment.vocabulary.js';

const fields = {
  name: optional(line(120)),
  appliesTo: several(oneOf(recipientTypes)),
  kind: several(oneOf(segmentKinds)),
  isSensitive: flag,
  createdById: several(id),
  createdAt: range,
  updatedAt: range,
};

/** All fields present must hold; a list holds when one of its values does. */
export const SegmentFilterRules = filterRules(fields, { isDeleted: flag });
export type SegmentFilter = FilterOf<typeof fields>;
export type SegmentFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type SegmentFilterField = keyof typeof fields | 'isDeleted';
