import type { MergeFields } from '../../platform/merging/merge-plan.js';

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

export const leadMergeFields: MergeFields<MergeField> = {
  all: mergeFields,
  united: ['tags', 'interestedServices'],
  cautious: ['okToEmail', 'okToText', 'okToVoicemail'],
};
