import { z } from 'zod';
import { id, instant, line, oneOf, optionalLine, optionalText, wholeNumber } from '../../platform/validation.js';
import { interactionDirections, interactionKinds } from './interaction.vocabulary.js';

const dayMs = 86_400_000;

/** A follow-up that becomes a task. */
export const FollowUp = z.strictObject({
  title: line(200),
  dueAt: instant.nullish(),
  assignedToId: id.nullish(),
});

export const AddInteraction = z.strictObject({
  kind: oneOf(interactionKinds),
  direction: oneOf(interactionDirections),
  // A day ahead leaves room for clocks and zones; what lies further has not occurred.
  occurredAt: instant
    .refine(at => at.getTime() <= Date.now() + dayMs, {
      message: 'Must not lie in the future.',
      params: { code: 'OUT_OF_RANGE' },
    })
    .nullish(),
  durationMinutes: wholeNumber(0, 1440).nullish(),
  summary: optionalText(10_000),
  outcome: optionalLine(200),
  followUp: FollowUp.nullish(),
});
export type AddInteractionInput = z.output<typeof AddInteraction>;
