import { z } from 'zod';
import { id, instant, oneOf, optionalText, orBlank } from '../../platform/validation.js';
import { referralStatuses } from './referral.status.js';
import { referralDirections } from './referral.vocabulary.js';

const details = {
  leadId: orBlank(id),
  acknowledgementDueAt: instant.nullish(),
  note: optionalText(5000),
  outcome: optionalText(5000),
};

export const RecordReferral = z.strictObject({
  direction: oneOf(referralDirections),
  contactId: id,
  receivedAt: instant.nullish(),
  status: oneOf(referralStatuses).nullish(),
  ...details,
});
export type RecordReferralInput = z.output<typeof RecordReferral>;

/** The fields that are present change; the others stay. */
export const UpdateReferral = z.strictObject({
  direction: oneOf(referralDirections).optional(),
  contactId: id.optional(),
  receivedAt: instant.optional(),
  status: oneOf(referralStatuses).optional(),
  ...details,
});
export type UpdateReferralInput = z.output<typeof UpdateReferral>;

/** What is told to the contact; what was noted before unless given. */
export const ShareReferralOutcome = z.strictObject({ outcome: optionalText(5000) });
