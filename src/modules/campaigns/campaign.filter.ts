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
import { campaignStatuses } from './campaign.status.js';
import { campaignChannels, campaignTypes } from './campaign.vocabulary.js';

const fields = {
  status: several(oneOf(campaignStatuses)),
  type: several(oneOf(campaignTypes)),
  channels: several(oneOf(campaignChannels)),
  /** Null asks for campaigns that nobody owns. */
  ownerId: severalOrNone(id),
  createdById: several(id),
  segmentId: several(id),
  name: optional(line(200)),
  utmCampaign: optional(line(200)),
  hasLiveAudience: flag,
  isArchived: flag,
  startAt: range,
  endAt: range,
  createdAt: range,
  updatedAt: range,
};

/** All fields present must hold; a list holds when one of its values does. */
export const CampaignFilterRules = filterRules(fields, { isDeleted: flag });
export type CampaignFilter = FilterOf<typeof fields>;
export type CampaignFilterInput = FilterInputOf<typeof fields> & { isDeleted?: boolean | null };
export type CampaignFilterField = keyof typeof fields | 'isDeleted';
