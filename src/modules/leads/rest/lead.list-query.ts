import { z } from 'zod';
import { type ListCall, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { email, id, instant, line, oneOf, phone } from '../../../platform/validation.js';
import type { LeadFilterInput } from '../lead.filter.js';
import type { LeadListArgs } from '../lead.queries.js';
import { leadSortFields } from '../lead.shape.js';
import { leadStatuses } from '../lead.status.js';
import { contactMethods, insuranceStatuses, leadSources, leadStages } from '../lead.vocabulary.js';

const bound = (what: string) => single(instant).describe(what);

const filters = {
  status: many(oneOf(leadStatuses)),
  stage: many(oneOf(leadStages)),
  source: many(oneOf(leadSources)),
  preferredContactMethod: many(oneOf(contactMethods)),
  insuranceStatus: many(oneOf(insuranceStatuses)),
  isSelfPay: single(flag),
  assignedToId: many(z.union([z.literal('none'), id])).describe('`none` asks for leads that nobody has.'),
  createdById: many(id),
  tags: many(line(50)).describe('One of these tags.'),
  allTags: many(line(50)).describe('All of these tags.'),
  email: single(email),
  phone: single(phone),
  firstName: single(line(100)),
  lastName: single(line(100)),
  okToEmail: single(flag),
  okToText: single(flag),
  okToVoicemail: single(flag),
  campaignId: many(id),
  referredById: many(id),
  clientId: many(id),
  isFollowUpOverdue: single(flag),
  hasResponse: single(flag),
  isDeleted: single(flag).describe('Deleted leads instead, for those who may restore them.'),
  createdFrom: bound('Added at or after this instant.'),
  createdTo: bound('Added before this instant.'),
  updatedFrom: bound('Changed at or after this instant.'),
  updatedTo: bound('Changed before this instant.'),
  nextFollowUpFrom: bound('To be followed up at or after this instant.'),
  nextFollowUpTo: bound('To be followed up before this instant.'),
};

export const LeadListQuery = listQuery(filters, leadSortFields);

const ranges = { created: 'createdAt', updated: 'updatedAt', nextFollowUp: 'nextFollowUpAt' } as const;

/** The arguments of the list in the core, from what the query of the address says. */
export function listArgs(call: ListCall): LeadListArgs {
  const given: Record<string, unknown> = { ...call.filter };
  for (const [prefix, field] of Object.entries(ranges)) {
    const [from, to] = [given[`${prefix}From`], given[`${prefix}To`]];
    if (from || to) given[field] = { from, to };
    delete given[`${prefix}From`];
    delete given[`${prefix}To`];
  }
  const assignees = given.assignedToId as string[] | undefined;
  if (assignees?.includes('none')) given.assignedToId = null;
  const page = call.page === null ? undefined : call.page;
  const { cursor: after, sort, search, limit: first } = call;
  return { first, after, page, sort, search, filter: given as LeadFilterInput };
}
