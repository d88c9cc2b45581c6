import { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { email, id, instant, line, oneOf, phone } from '../../../platform/validation.js';
import type { ContactFilterInput } from '../contact.filter.js';
import type { ContactListArgs } from '../contact.queries.js';
import { contactSortFields } from '../contact.shape.js';
import { contactReferralStatuses, contactTypes } from '../contact.vocabulary.js';

const idOrNone = many(z.union([z.literal('none'), id]));

const filters = {
  type: many(oneOf(contactTypes)),
  category: many(line(100)).describe('One of these, in any case.'),
  referralStatus: many(oneOf(contactReferralStatuses)),
  acceptsReferrals: single(flag),
  organizationId: idOrNone.describe('`none` asks for contacts of no organization.'),
  assignedToId: idOrNone.describe('`none` asks for contacts that nobody has.'),
  createdById: many(id),
  tags: many(line(50)).describe('One of these tags.'),
  allTags: many(line(50)).describe('All of these tags.'),
  specialties: many(line(100)).describe('One of these specialties.'),
  email: single(email),
  phone: single(phone),
  npi: single(line(20)),
  firstName: single(line(100)),
  lastName: single(line(100)),
  okToEmail: single(flag),
  isDeleted: single(flag).describe('Deleted contacts instead, for those who may restore them.'),
  createdFrom: single(instant).describe('Added at or after this instant.'),
  createdTo: single(instant).describe('Added before this instant.'),
  updatedFrom: single(instant).describe('Changed at or after this instant.'),
  updatedTo: single(instant).describe('Changed before this instant.'),
};

export const ContactListQuery = listQuery(filters, contactSortFields);

const ranges = { created: 'createdAt', updated: 'updatedAt' };

/** The arguments of the list in the core, from what the query of the address says. */
export const contactListArgs = (call: ListCall): ContactListArgs =>
  listArgs<ContactFilterInput>(call, { ranges, orNone: ['organizationId', 'assignedToId'] });
