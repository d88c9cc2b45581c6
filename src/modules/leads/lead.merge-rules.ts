import { z } from 'zod';
import { id } from '../../platform/validation.js';

/** The fields for which a merge may be told whose value to take. */
export const mergeFields = [
  'firstName',
  'lastName',
  'preferredName',
  'pronouns',
  'email',
  'phone',
  'dateOfBirth',
  'address',
  'safeContactNote',
  'timeZone',
  'preferredContactMethod',
  'okToEmail',
  'okToText',
  'okToVoicemail',
  'source',
  'sourceDetail',
  'utm',
  'landingPage',
  'stage',
  'interestedServices',
  'presentingConcern',
  'preferences',
  'insurance',
  'isSelfPay',
  'assignedToId',
  'tags',
  'nextFollowUpAt',
] as const;
export type MergeField = (typeof mergeFields)[number];

export const MergeLeads = z
  .strictObject({
    primaryId: id,
    duplicateIds: z.array(id).min(1).max(10),
    take: z
      .array(z.strictObject({ field: z.enum(mergeFields), fromId: id }))
      .max(mergeFields.length)
      .nullish(),
    dryRun: z.boolean().nullish(),
  })
  .refine(input => new Set([input.primaryId, ...input.duplicateIds]).size === input.duplicateIds.length + 1, {
    path: ['duplicateIds'],
    message: 'Must name other leads than the primary one, each once.',
  })
  .refine(
    input => (input.take ?? []).every(({ fromId }) => [input.primaryId, ...input.duplicateIds].includes(fromId)),
    {
      path: ['take'],
      message: 'Values can only be taken from the leads that are merged.',
    },
  );
export type MergeLeadsInput = z.output<typeof MergeLeads>;
