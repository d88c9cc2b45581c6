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
import { leadStatuses } from './lead.status.js';
import { contactMethods, insuranceStatuses, leadSources, leadStages } from './lead.vocabulary.js';

const fields = {
  status: several(oneOf(leadStatuses)),
  stage: several(oneOf(leadStages)),
  source: several(oneOf(leadSources)),
  preferredContactMethod: several(oneOf(contactMethods)),
  insuranceStatus: several(oneOf(insuranceStatuses)),
  isSelfPay: flag,
  /** Null asks for leads that nobody has. */
  assignedToId: severalOrNone(id),
  createdById: several(id),
  tags: several(line(50)),
  allTags: several(line(50)),
  createdAt: range,
  updatedAt: range,
  nextFollowUpAt: range,
  firstRespondedAt: range,
  convertedAt: range,
  isFollowUpOverdue: flag,
  hasResponse: flag,
  email: optional(email),
  phone: optional(phone),
  firstName: optional(line(100)),
  lastName: optional(line(100)),
  okToEmail: flag,
  okToText: flag,
  okToVoicemail: flag,
  campaignId: several(id),
  referredById: several(id),
  clientId: several(id),
};

/** All fields present must hold; a list holds when one of its values does, `allTags` when all do. */
export const LeadFilterRules = filterRules(fields, { isDeleted: flag });
export type LeadFilter = FilterOf<typeof fields>;
export type LeadFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type LeadFilterField = keyof typeof fields | 'isDeleted';
