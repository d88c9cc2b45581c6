import { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { id, instant, line, oneOf } from '../../../platform/validation.js';
import type { CampaignFilterInput } from '../campaign.filter.js';
import type { CampaignListArgs } from '../campaign.queries.js';
import { campaignSortFields } from '../campaign.shape.js';
import { campaignStatuses } from '../campaign.status.js';
import { campaignChannels, campaignTypes } from '../campaign.vocabulary.js';

const filters: z.ZodRawShape = {
  status: many(oneOf(campaignStatuses)),
  type: many(oneOf(campaignTypes)),
  channels: many(oneOf(campaignChannels)).describe('One of these ways of reaching people.'),
  ownerId: many(z.union([z.literal('none'), id])).describe('`none` asks for campaigns that nobody is responsible for.'),
  createdById: many(id),
  segmentId: many(id).describe('A segment that the campaign reaches or leaves out.'),
  name: single(line(200)),
  utmCampaign: single(line(200)),
  hasLiveAudience: single(flag),
  isArchived: single(flag).describe('Whether they were put away; both unless given.'),
  isDeleted: single(flag).describe('Deleted campaigns instead, for those who may restore them.'),
  startFrom: single(instant).describe('Beginning at or after this instant.'),
  startTo: single(instant).describe('Beginning before this instant.'),
  endFrom: single(instant).describe('Completing at or after this instant.'),
  endTo: single(instant).describe('Completing before this instant.'),
  createdFrom: single(instant).describe('Added at or after this instant.'),
  createdTo: single(instant).describe('Added before this instant.'),
  updatedFrom: single(instant).describe('Changed at or after this instant.'),
  updatedTo: single(instant).describe('Changed before this instant.'),
};

export const CampaignListQuery = listQuery(filters, campaignSortFields);

const ranges = { start: 'startAt', end: 'endAt', created: 'createdAt', updated: 'updatedAt' };

/** The arguments of the list in the core, from what the query of the address says. */
export const campaignListArgs = (call: ListCall): CampaignListArgs =>
  listArgs<CampaignFilterInput>(call, { ranges, orNone: ['ownerId'] });
