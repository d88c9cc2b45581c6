import { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
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

const ranges = { created: 'createdAt', updated: 'updatedAt', nextFollowUp: 'nextFollowUpAt' };

/** The arguments of the list in the core, from what the query of the address says. */
export const leadListArgs = (call: ListCall): LeadListArgs =>
  listArgs<LeadFilterInput>(call, { ranges, orNone: ['assignedToId'] });
