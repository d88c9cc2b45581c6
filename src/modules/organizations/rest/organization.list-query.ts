import type { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { id, instant, line, phone } from '../../../platform/validation.js';
import type { OrganizationFilterInput } from '../organization.filter.js';
import type { OrganizationListArgs } from '../organization.queries.js';
import { organizationSortFields } from '../organization.shape.js';

const filters: z.ZodRawShape = {
  name: single(line(200)),
  kind: many(line(100)),
  phone: single(phone),
  createdById: many(id),
  isDeleted: single(flag).describe('Deleted organizations instead, for those who may restore them.'),
  createdFrom: single(instant).describe('Added at or after this instant.'),
  createdTo: single(instant).describe('Added before this instant.'),
  updatedFrom: single(instant).describe('Changed at or after this instant.'),
  updatedTo: single(instant).describe('Changed before this instant.'),
};

export const OrganizationListQuery = listQuery(filters, organizationSortFields);

/** The arguments of the list in the core, from what the query of the address says. */
export const organizationListArgs = (call: ListCall): OrganizationListArgs =>
  listArgs<OrganizationFilterInput>(call, { ranges: { created: 'createdAt', updated: 'updatedAt' } });
