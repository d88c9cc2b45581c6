import { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { id, instant, line, oneOf } from '../../../platform/validation.js';
import { mailPurposes } from '../../templates/template.vocabulary.js';
import type { EmailCampaignFilterInput } from '../email-campaign.filter.js';
import type { EmailCampaignListArgs } from '../email-campaign.queries.js';
import { emailCampaignSortFields } from '../email-campaign.shape.js';
import { emailCampaignStatuses } from '../email-campaign.status.js';

const filters: z.ZodRawShape = {
  status: many(oneOf(emailCampaignStatuses)),
  purpose: many(oneOf(mailPurposes)),
  campaignId: many(z.union([z.literal('none'), id])).describe('`none` asks for those that are part of no campaign.'),
  templateId: many(id),
  segmentId: many(id).describe('A segment that the email campaign reaches or leaves out.'),
  createdById: many(id),
  topic: many(line(100)),
  name: single(line(200)),
  isArchived: single(flag).describe('Whether they were put away; both unless given.'),
  isDeleted: single(flag).describe('Deleted email campaigns instead, for those who may restore them.'),
  scheduledFrom: single(instant).describe('Starting at or after this instant.'),
  scheduledTo: single(instant).describe('Starting before this instant.'),
  sentFrom: single(instant).describe('Through at or after this instant.'),
  sentTo: single(instant).describe('Through before this instant.'),
  createdFrom: single(instant).describe('Added at or after this instant.'),
  createdTo: single(instant).describe('Added before this instant.'),
  updatedFrom: single(instant).describe('Changed at or after this instant.'),
  updatedTo: single(instant).describe('Changed before this instant.'),
};

export const EmailCampaignListQuery = listQuery(filters, emailCampaignSortFields);

const ranges = { scheduled: 'scheduledAt', sent: 'sentAt', created: 'createdAt', updated: 'updatedAt' };

/** The arguments of the list in the core, from what the query of the address says. */
export const emailCampaignListArgs = (call: ListCall): EmailCampaignListArgs =>
  listArgs<EmailCampaignFilterInput>(call, { ranges, orNone: ['campaignId'] });
