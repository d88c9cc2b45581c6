import { z } from 'zod';
import { id, line, oneOf, optionalText } from '../../platform/validation.js';
import { recipientTypes, segmentKinds } from './segment.vocabulary.js';

/** By the fields of what the segment holds, which the rule's own reader knows. */
const rule = z.unknown().meta({ description: 'The rule, as `{ all: [{ field, op, value }] }`' });

export const CreateSegment = z.strictObject({
  name: line(120),
  description: optionalText(1000),
  appliesTo: oneOf(recipientTypes),
  kind: oneOf(segmentKinds).nullish(),
  rule: rule.nullish(),
});

/** The fields that are present change; what the segment holds, and how, stays. */
export const UpdateSegment = z.strictObject({
  name: line(120).optional(),
  description: optionalText(1000),
  rule: rule.nullish(),
});

export const PreviewSegment = z.strictObject({ appliesTo: oneOf(recipientTypes), rule });

const mostMembers = 1_000;

/** An id that can be no row's is told of with the others that were not there. */
export const SegmentPeople = z.strictObject({
  members: z
    .array(z.strictObject({ type: oneOf(recipientTypes), id: z.union([id, line(100)]) }))
    .min(1)
    .max(mostMembers),
});
export type SegmentPeople = z.output<typeof SegmentPeople>;
