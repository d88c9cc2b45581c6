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
import { id, line, oneOf } from '../../platform/validation.js';
import { mailPurposes } from '../templates/template.vocabulary.js';
import { emailCampaignStatuses } from './email-campaign.status.js';

const fields = {
  status: several(oneOf(emailCampaignStatuses)),
  purpose: several(oneOf(mailPurposes)),
  /** Null asks for those that are part of no campaign. */
  campaignId: severalOrNone(id),
  templateId: several(id),
  segmentId: several(id),
  createdById: several(id),
  topic: several(line(100)),
  name: optional(line(200)),
  isArchived: flag,
  scheduledAt: range,
  sentAt: range,
  createdAt: range,
  updatedAt: range,
};

/** All fields present must hold; a list holds when one of its values does. */
export const EmailCampaignFilterRules = filterRules(fields, { isDeleted: flag });
export type EmailCampaignFilter = FilterOf<typeof fields>;
export type EmailCampaignFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type EmailCampaignFilterField = keyof typeof fields | 'isDeleted';
