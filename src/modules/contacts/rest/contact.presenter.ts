import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import {
  address,
  colleague,
  colleagueFields,
  record,
  recordFields,
  text,
} from '../../../platform/rest/answer-parts.js';
import { contactReasons } from '../contact.duplicates.js';
import { contactReferralStatuses, contactTypes } from '../contact.vocabulary.js';

/** What REST shows of a contact. */
export const contactSelection: Selection = select([
  ...recordFields,
  'firstName',
  'lastName',
  'fullName',
  'credentials',
  'title',
  'organizationId',
  { organization: ['id', 'name', 'kind'] },
  'type',
  'category',
  'email',
  'phone',
  'fax',
  'address',
  'website',
  'social',
  'npi',
  'referralStatus',
  'acceptsReferrals',
  'specialties',
  'referralPreferences',
  'referralNotes',
  'okToEmail',
  'tags',
  'assignedToId',
  { assignedTo: colleagueFields },
  'viewerCanUpdate',
  'viewerCanDelete',
]);

/** For the document: a contact; what the caller may not see is absent. */
export const ContactAnswer = z
  .object({
    ...record,
    firstName: text,
    lastName: text,
    fullName: text,
    credentials: text,
    title: text,
    organizationId: text,
    organization: z.object({ id: z.guid(), name: text, kind: text }).nullable().optional(),
    type: z.enum(contactTypes),
    category: text,
    email: text,
    phone: text,
    fax: text,
    address,
    website: text,
    social: z.object({ linkedin: text, facebook: text, instagram: text, x: text }).nullable(),
    npi: text,
    referralStatus: z.enum(contactReferralStatuses),
    acceptsReferrals: z.boolean(),
    specialties: z.array(z.string()),
    referralPreferences: text,
    referralNotes: text,
    okToEmail: z.boolean(),
    tags: z.array(z.string()),
    assignedToId: text,
    assignedTo: colleague,
    viewerCanUpdate: z.boolean(),
    viewerCanDelete: z.boolean(),
  })
  .meta({ id: 'Contact' });

export const CreatedContactAnswer = ContactAnswer.extend({
  possibleDuplicates: z
    .array(z.object({ id: z.guid(), matchedOn: z.array(z.enum(contactReasons)) }))
    .meta({ description: 'Other contacts with the same address, number or National Provider Identifier.' }),
}).meta({ id: 'CreatedContact' });
