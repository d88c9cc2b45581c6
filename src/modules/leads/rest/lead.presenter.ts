import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import {
  address,
  colleague,
  colleagueFields,
  record,
  recordFields,
  text,
  time,
} from '../../../platform/rest/answer-parts.js';
import { leadStatuses } from '../lead.status.js';
import {
  contactMethods,
  insuranceStatuses,
  leadSources,
  leadStages,
  modalities,
  services,
} from '../lead.vocabulary.js';

/** What REST shows of a lead. */
export const leadSelection: Selection = select([
  ...recordFields,
  'firstName',
  'lastName',
  'preferredName',
  'fullName',
  'pronouns',
  'email',
  'phone',
  'dateOfBirth',
  'address',
  'timeZone',
  'preferredContactMethod',
  'okToEmail',
  'okToText',
  'okToVoicemail',
  'safeContactNote',
  'source',
  'sourceDetail',
  'utm',
  'landingPage',
  'referredById',
  'campaignId',
  'status',
  'lostReason',
  'stage',
  'interestedServices',
  'presentingConcern',
  'preferences',
  'insurance',
  'isSelfPay',
  'assignedToId',
  { assignedTo: colleagueFields },
  'tags',
  'nextFollowUpAt',
  'firstRespondedAt',
  'convertedAt',
  'clientId',
  { client: ['id', 'externalId', 'displayName', 'since'] },
  'viewerCanUpdate',
  'viewerCanDelete',
  'viewerCanConvert',
]);

/** For the document: a lead; fields that the caller may not see are absent. */
export const LeadAnswer = z
  .object({
    ...record,
    firstName: text,
    lastName: text,
    preferredName: text,
    fullName: text,
    pronouns: text,
    email: text,
    phone: text,
    dateOfBirth: z.iso.date().nullable().optional(),
    address,
    timeZone: text,
    preferredContactMethod: z.enum(contactMethods).nullable().optional(),
    okToEmail: z.boolean().optional(),
    okToText: z.boolean().optional(),
    okToVoicemail: z.boolean().optional(),
    safeContactNote: text,
    source: z.enum(leadSources).optional(),
    sourceDetail: text,
    utm: z.object({ source: text, medium: text, campaign: text, term: text, content: text }).nullable().optional(),
    landingPage: text,
    referredById: text,
    campaignId: text,
    status: z.enum(leadStatuses).optional(),
    lostReason: text,
    stage: z.enum(leadStages).optional(),
    interestedServices: z.array(z.enum(services)).optional(),
    presentingConcern: text,
    preferences: z
      .object({
        modality: z.enum(modalities).nullable().optional(),
        days: z.array(z.string()).nullable().optional(),
        times: z.array(z.string()).nullable().optional(),
        clinicianGender: text,
        language: text,
      })
      .nullable()
      .optional(),
    insurance: z
      .object({
        payer: text,
        plan: text,
        memberId: text,
        groupNumber: text,
        subscriberName: text,
        subscriberDateOfBirth: z.iso.date().nullable().optional(),
        verificationStatus: z.enum(insuranceStatuses),
        verifiedAt: time,
      })
      .nullable()
      .optional(),
    isSelfPay: z.boolean().nullable().optional(),
    assignedToId: text,
    assignedTo: colleague,
    tags: z.array(z.string()).optional(),
    nextFollowUpAt: time,
    firstRespondedAt: time,
    convertedAt: time,
    clientId: text,
    client: z.object({ id: z.guid(), externalId: text, displayName: text, since: time }).nullable().optional(),
    viewerCanUpdate: z.boolean(),
    viewerCanDelete: z.boolean(),
    viewerCanConvert: z.boolean(),
  })
  .meta({ id: 'Lead' });

export const CreatedLeadAnswer = LeadAnswer.extend({
  possibleDuplicates: z
    .array(z.object({ id: z.guid(), matchedOn: z.array(z.enum(['EMAIL', 'PHONE'])) }))
    .meta({ description: 'Other open leads with the same address or number.' }),
}).meta({ id: 'CreatedLead' });
