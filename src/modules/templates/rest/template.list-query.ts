import { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { id, instant, line, oneOf } from '../../../platform/validation.js';
import { personTypes } from '../../consents/consent.vocabulary.js';
import type { TemplateFilterInput } from '../template.filter.js';
import type { TemplateListArgs } from '../template.queries.js';
import { templateSortFields } from '../template.shape.js';
import { mailPurposes } from '../template.vocabulary.js';

const filters: z.ZodRawShape = {
  name: single(line(120)),
  purpose: many(oneOf(mailPurposes)),
  isPublished: single(flag),
  createdById: many(id),
  isDeleted: single(flag).describe('Deleted templates instead, for those who may restore them.'),
  createdFrom: single(instant).describe('Added at or after this instant.'),
  createdTo: single(instant).describe('Added before this instant.'),
  updatedFrom: single(instant).describe('Changed at or after this instant.'),
  updatedTo: single(instant).describe('Changed before this instant.'),
};

export const TemplateListQuery = listQuery(filters, templateSortFields);

/** The arguments of the list in the core, from what the query of the address says. */
export const templateListArgs = (call: ListCall): TemplateListArgs =>
  listArgs<TemplateFilterInput>(call, { ranges: { created: 'createdAt', updated: 'updatedAt' } });

/** Versions come in one order, latest first. */
export const VersionListQuery = listQuery({}, ['number']);

/** Who reads: both or neither. */
export const PreviewQuery = z
  .strictObject({ type: oneOf(personTypes).optional(), id: id.optional() })
  .refine(({ type, id: person }) => (type === undefined) === (person === undefined), {
    message: 'A person is named by type and id.',
    path: ['id'],
  });
