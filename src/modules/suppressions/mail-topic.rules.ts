import { z } from 'zod';
import { type FilterInputOf, filterRules, flag, optional } from '../../platform/reading/filter.js';
import { line, optionalLine } from '../../platform/validation.js';

/** A topic's name, wherever it is given. */
export const topicName = line(80);

export const CreateMailTopic = z.strictObject({ name: topicName, description: optionalLine(300) });

/** The fields that are present change; what email campaigns and opt-outs know the topic by stays. */
export const UpdateMailTopic = z.strictObject({
  name: topicName.optional(),
  description: optionalLine(300),
  isRetired: z.boolean().optional(),
});

const fields = { name: optional(topicName), isRetired: flag };
export const MailTopicFilterRules = filterRules(fields);
export type MailTopicFilterInput = FilterInputOf<typeof fields>;
export type MailTopicFilterField = keyof typeof fields;
