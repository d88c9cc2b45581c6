import { z } from 'zod';
import { type ListCall, listArgs, listQuery } from '../../../platform/rest/paging.js';
import { flag, many, single } from '../../../platform/rest/query.js';
import { id, instant, oneOf } from '../../../platform/validation.js';
import type { ReferralFilterInput } from '../referral.filter.js';
import type { ReferralListArgs } from '../referral.queries.js';
import { referralSortFields } from '../referral.shape.js';
import { referralStatuses } from '../referral.status.js';
import { referralDirections } from '../referral.vocabulary.js';

const filters = {
  direction: many(oneOf(referralDirections)),
  status: many(oneOf(referralStatuses)),
  contactId: many(id),
  leadId: many(z.union([z.literal('none'), id])).describe('`none` asks for referrals about nobody yet.'),
  createdById: many(id),
  isOverdue: single(flag).describe('Inbound, not acknowledged, and past their time.'),
  isOutcomeShared: single(flag),
  isDeleted: single(flag).describe('Deleted referrals instead, for those who may restore them.'),
  createdFrom: single(instant).describe('Written down at or after this instant.'),
  createdTo: single(instant).describe('Written down before this instant.'),
  updatedFrom: single(instant).describe('Changed at or after this instant.'),
  updatedTo: single(instant).describe('Changed before this instant.'),
  receivedFrom: single(instant).describe('Received at or after this instant.'),
  receivedTo: single(instant).describe('Received before this instant.'),
};

export const ReferralListQuery = listQuery(filters, referralSortFields);

const ranges = { created: 'createdAt', updated: 'updatedAt', received: 'receivedAt' };

/** The arguments of the list in the core, from what the query of the address says. */
export const referralListArgs = (call: ListCall): ReferralListArgs =>
  listArgs<ReferralFilterInput>(call, { ranges, orNone: ['leadId'] });
