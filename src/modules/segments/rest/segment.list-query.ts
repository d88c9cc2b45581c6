import { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { id, instant, line, oneOf } from '../../../platform/validation.js';
import type { SegmentFilterInput } from '../segment.filter.js';
import type { SegmentListArgs } from '../segment.queries.js';
import { segmentSortFields } from '../segment.shape.js';
import { recipientTypes, segmentKinds } from '../segment.vocabulary.js';

const filters: z.ZodRawShape = {
  name: single(line(120)),
  appliesTo: many(oneOf(recipientTypes)),
  kind: many(oneOf(segmentKinds)),
  isSensitive: single(flag),
  createdById: many(id),
  isDeleted: single(flag).describe('Deleted segments instead, for those who may restore them.'),
  createdFrom: single(instant).describe('Added at or after this instant.'),
  createdTo: single(instant).describe('Added before this instant.'),
  updatedFrom: single(instant).describe('Changed at or after this instant.'),
  updatedTo: single(instant).describe('Changed before this instant.'),
};

export const SegmentListQuery = listQuery(filters, segmentSortFields);

/** The arguments of the list in the core, from what the query of the address says. */
export const segmentListArgs = (call: ListCall): SegmentListArgs =>
  listArgs<SegmentFilterInput>(call, { ranges: { created: 'createdAt', updated: 'updatedAt' } });

/** The people of a segment come in one order, newest first. */
export const MemberListQuery = listQuery({}, ['createdAt']);

export const FieldsQuery = z.strictObject({ appliesTo: oneOf(recipientTypes) });
export const ExplainQuery = z.strictObject({ type: oneOf(recipientTypes), id });
