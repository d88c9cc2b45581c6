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
import { mailPurposes } from './template.vocabulary.js';

const fields = {
  name: optional(line(120)),
  purpose: several(oneOf(mailPurposes)),
  isPublished: flag,
  createdById: several(id),
  createdAt: range,
  updatedAt: range,
};

/** All fields present must hold; a list holds when one of its values does. */
export const TemplateFilterRules = filterRules(fields, { isDeleted: flag });
export type TemplateFilter = FilterOf<typeof fields>;
export type TemplateFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type TemplateFilterField = keyof typeof fields | 'isDeleted';
