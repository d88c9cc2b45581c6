import { z } from 'zod';
import { AddressRules } from '../../platform/postal-address.js';
import {
  birthDate,
  email,
  id,
  instant,
  line,
  oneOf,
  optionalLine,
  optionalText,
  orBlank,
  phone,
  someOf,
  tags,
  timeZone,
  webAddress,
} from '../../platform/validation.js';
import { leadStatuses } from './lead.status.js';
import { contactMethods, leadSources, leadStages, modalities, services } from './lead.vocabulary.js';

const UtmRules = z.strictObject({
  source: optionalLine(200),
  medium: optionalLine(200),
  campaign: optionalLine(200),
  term: optionalLine(200),
  content: optionalLine(200),
});

const words = z.array(line(50)).max(21).nullish();

const PreferencesRules = z.strictObject({
  modality: oneOf(modalities).nullish(),
  days: words,
  times: words,
  clinicianGender: optionalLine(50),
  language: optionalLine(50),
});

const InsuranceRules = z.strictObject({
  payer: optionalLine(120),
  plan: optionalLine(120),
  memberId: optionalLine(60),
  groupNumber: optionalLine(60),
  subscriberName: optionalLine(200),
  subscriberDateOfBirth: orBlank(birthDate),
});

/** What may be given of a lead at any time; null or blank empties a field. */
const optionalDetails = {
  preferredName: optionalLine(100),
  pronouns: optionalLine(50),
  email: orBlank(email),
  phone: orBlank(phone),
  dateOfBirth: orBlank(birthDate),
  address: AddressRules.nullish(),
  timeZone: orBlank(timeZone),
  preferredContactMethod: oneOf(contactMethods).nullish(),
  safeContactNote: optionalText(1000),
  sourceDetail: optionalLine(200),
  utm: UtmRules.nullish(),
  landingPage: orBlank(webAddress),
  referredById: orBlank(id),
  campaignId: orBlank(id),
  lostReason: optionalLine(500),
  presentingConcern: optionalText(10_000),
  preferences: PreferencesRules.nullish(),
  insurance: InsuranceRules.nullish(),
  isSelfPay: z.boolean().nullish(),
  assignedToId: orBlank(id),
  nextFollowUpAt: instant.nullish(),
};

export const CreateLead = z.strictObject({
  firstName: line(100),
  lastName: line(100),
  ...optionalDetails,
  okToEmail: z.boolean().nullish(),
  okToText: z.boolean().nullish(),
  okToVoicemail: z.boolean().nullish(),
  source: oneOf(leadSources).nullish(),
  status: oneOf(leadStatuses).nullish(),
  stage: oneOf(leadStages).nullish(),
  interestedServices: someOf(services).nullish(),
  tags: tags.nullish(),
  onDuplicate: oneOf(['ACCEPT', 'REJECT']).nullish(),
});
export type CreateLeadInput = z.output<typeof CreateLead>;

/** The fields that are present change; the others stay. */
export const UpdateLead = z.strictObject({
  firstName: line(100).optional(),
  lastName: line(100).optional(),
  ...optionalDetails,
  okToEmail: z.boolean().optional(),
  okToText: z.boolean().optional(),
  okToVoicemail: z.boolean().optional(),
  source: oneOf(leadSources).optional(),
  status: oneOf(leadStatuses).optional(),
  stage: oneOf(leadStages).optional(),
  interestedServices: someOf(services).nullish(),
  tags: tags.nullish(),
});
export type UpdateLeadInput = z.output<typeof UpdateLead>;

/** Why a person opens a lead that is not theirs. */
export const OpenLead = z.strictObject({ reason: line(500) });
