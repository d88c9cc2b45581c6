import { z } from 'zod';
import {
  id,
  instant,
  line,
  localDate,
  oneOf,
  optionalLine,
  optionalText,
  orBlank,
  someOf,
  webAddress,
  wholeNumber,
} from '../../platform/validation.js';
import { personTypes } from '../consents/consent.vocabulary.js';
import { currency } from '../practices/practice.rules.js';
import { campaignChannels, campaignTypes, goalMetrics } from './campaign.vocabulary.js';

/** The most that one amount may be, in minor units: what a 32-bit integer holds. */
export const largestAmount = 2_000_000_000;
/** The most people that one call may add. */
export const recipientsAtOnce = 1_000;
const amount = wholeNumber(0, largestAmount);

const ContentRules = z.strictObject({
  headline: optionalLine(200),
  message: optionalText(10_000),
  callToAction: optionalLine(200),
  landingPage: orBlank(webAddress),
});

const Goals = z
  .array(z.strictObject({ metric: oneOf(goalMetrics), target: wholeNumber(1, largestAmount) }))
  .max(goalMetrics.length)
  .refine(goals => new Set(goals.map(goal => goal.metric)).size === goals.length, {
    message: 'Give each metric one goal.',
    params: { code: 'DUPLICATE' },
  });

const Budget = z.strictObject({ amountMinor: amount, currency: currency.nullish() });
export const segments = z
  .array(id)
  .max(50)
  .transform(ids => [...new Set(ids)]);

/** What may be given of a campaign at any time; null or blank empties a field. */
const optionalDetails = {
  description: optionalText(10_000),
  channels: someOf(campaignChannels).nullish(),
  startAt: instant.nullish(),
  endAt: instant.nullish(),
  segmentIds: segments.nullish(),
  excludeSegmentIds: segments.nullish(),
  goals: Goals.nullish(),
  budget: Budget.nullish(),
  conversionValueMinor: amount.nullish(),
  content: ContentRules.nullish(),
  ownerId: orBlank(id),
  utmCampaign: optionalLine(200),
};

export const CreateCampaign = z.strictObject({
  name: line(200),
  type: oneOf(campaignTypes).nullish(),
  hasLiveAudience: z.boolean().nullish(),
  ...optionalDetails,
});
export type CreateCampaignInput = z.output<typeof CreateCampaign>;

/** The fields that are present change; the others stay. */
export const UpdateCampaign = z.strictObject({
  name: line(200).optional(),
  type: oneOf(campaignTypes).optional(),
  hasLiveAudience: z.boolean().optional(),
  ...optionalDetails,
});
export type UpdateCampaignInput = z.output<typeof UpdateCampaign>;

/** When it begins and ends, where that was not said before. */
export const ScheduleCampaign = z.strictObject({ startAt: instant.nullish(), endAt: instant.nullish() });

/** Who is to be reached: people by name, and all who are in these segments now. */
export const AddCampaignRecipients = z.strictObject({
  recipients: z
    .array(z.strictObject({ type: oneOf(personTypes), id: z.string().max(100) }))
    .max(recipientsAtOnce)
    .nullish(),
  segmentIds: segments.nullish(),
});
export type AddCampaignRecipientsInput = z.output<typeof AddCampaignRecipients>;

/** Money spent, in minor units of the campaign's currency; a negative amount takes back an earlier one. */
export const RecordCampaignExpense = z.strictObject({
  spentOn: localDate,
  amountMinor: wholeNumber(-largestAmount, largestAmount).refine(value => value !== 0, {
    message: 'Must not be 0.',
    params: { code: 'OUT_OF_RANGE' },
  }),
  category: optionalLine(100),
  note: optionalLine(500),
});
