import {
  type FilterInputOf,
  type FilterOf,
  filterRules,
  flag,
  optional,
  range,
  several,
} from '../../platform/reading/filter.js';
import { id, line, phone } from '../../platform/validation.js';

const fields = {
  name: optional(line(200)),
  kind: several(line(100)),
  phone: optional(phone),
  createdById: several(id),
  createdAt: range,
  updatedAt: range,
};

/** All fields present must hold; a list holds when one of its values does. */
export const OrganizationFilterRules = filterRules(fields, { isDeleted: flag });
export type OrganizationFilter = FilterOf<typeof fields>;
export type OrganizationFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type OrganizationFilterField = keyof typeof fields | 'isDeleted';
