import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { address, record, recordFields, text } from '../../../platform/rest/answer-parts.js';

/** What REST shows of an organization. */
export const organizationSelection: Selection = select([
  ...recordFields,
  'name',
  'kind',
  'phone',
  'website',
  'address',
  'viewerCanUpdate',
  'viewerCanDelete',
]);

export const OrganizationAnswer = z
  .object({
    ...record,
    name: text,
    kind: text,
    phone: text,
    website: text,
    address,
    viewerCanUpdate: z.boolean(),
    viewerCanDelete: z.boolean(),
  })
  .meta({ id: 'Organization' });
