import { z } from 'zod';
import { type FilterInputOf, filterRules, flag, optional, range, several } from '../../platform/reading/filter.js';
import { email, id, line, oneOf } from '../../platform/validation.js';
import { topicName } from './mail-topic.rules.js';
import { suppressionOrigins, suppressionReasons } from './suppression.vocabulary.js';

export const CreateSuppression = z.strictObject({ email });

const mostAddresses = 1_000;

/** Opt-outs that were kept elsewhere; what is no address is told of with its place. */
export const ImportSuppressions = z.strictObject({
  emails: z.array(line(300)).min(1).max(mostAddresses),
  topic: topicName.nullish(),
});

const fields = {
  reason: several(oneOf(suppressionReasons)),
  origin: several(oneOf(suppressionOrigins)),
  email: optional(email),
  topic: optional(topicName),
  isLive: flag,
  emailCampaignId: several(id),
  suppressedAt: range,
};

/** All fields present must hold. */
export const SuppressionFilterRules = filterRules(fields);
export type SuppressionFilterInput = FilterInputOf<typeof fields>;
export type SuppressionFilterField = keyof typeof fields;
