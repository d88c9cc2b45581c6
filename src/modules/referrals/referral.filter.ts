import {
  type FilterInputOf,
  type FilterOf,
  filterRules,
  flag,
  range,
  several,
  severalOrNone,
} from '../../platform/reading/filter.js';
import { id, oneOf } from '../../platform/validation.js';
import { referralStatuses } from './referral.status.js';
import { referralDirections } from './referral.vocabulary.js';

const fields = {
  direction: several(oneOf(referralDirections)),
  status: several(oneOf(referralStatuses)),
  contactId: several(id),
  /** Null asks for referrals about nobody yet. */
  leadId: severalOrNone(id),
  createdById: several(id),
  createdAt: range,
  updatedAt: range,
  receivedAt: range,
  acknowledgementDueAt: range,
  acknowledgedAt: range,
  isOverdue: flag,
  isOutcomeShared: flag,
};

/** All fields present must hold; a list holds when one of its values does. */
export const ReferralFilterRules = filterRules(fields, { isDeleted: flag });
export type ReferralFilter = FilterOf<typeof fields>;
export type ReferralFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type ReferralFilterField = keyof typeof fields | 'isDeleted';
