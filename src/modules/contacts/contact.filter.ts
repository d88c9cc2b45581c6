import {
  type FilterInputOf,
  type FilterOf,
  filterRules,
  flag,
  optional,
  range,
  several,
  severalOrNone,
} from '../../platform/reading/filter.js';
import { email, id, line, oneOf, phone } from '../../platform/validation.js';
import { contactReferralStatuses, contactTypes } from './contact.vocabulary.js';

const fields = {
  type: several(oneOf(contactTypes)),
  category: several(line(100)),
  referralStatus: several(oneOf(contactReferralStatuses)),
  acceptsReferrals: flag,
  /** Null asks for contacts of no organization. */
  organizationId: severalOrNone(id),
  /** Null asks for contacts that nobody has. */
  assignedToId: severalOrNone(id),
  createdById: several(id),
  tags: several(line(50)),
  allTags: several(line(50)),
  specialties: several(line(100)),
  createdAt: range,
  updatedAt: range,
  email: optional(email),
  phone: optional(phone),
  npi: optional(line(20)),
  firstName: optional(line(100)),
  lastName: optional(line(100)),
  okToEmail: flag,
};

/** All fields present must hold; a list holds when one of its values does, `allTags` when all do. */
export const ContactFilterRules = filterRules(fields, { isDeleted: flag });
export type ContactFilter = FilterOf<typeof fields>;
export type ContactFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type ContactFilterField = keyof typeof fields | 'isDeleted';
