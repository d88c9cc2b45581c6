import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { colleague, colleagueFields, text } from '../../../platform/rest/answer-parts.js';
import { interactionDirections, interactionKinds } from '../interaction.vocabulary.js';

/** What REST shows of an interaction. */
export const interactionSelection: Selection = select([
  'id',
  'version',
  'createdAt',
  'kind',
  'direction',
  'occurredAt',
  'durationMinutes',
  'summary',
  'outcome',
  'staffId',
  { staff: colleagueFields },
  'followUpTaskId',
]);

export const InteractionAnswer = z
  .object({
    id: z.guid(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    kind: z.enum(interactionKinds),
    direction: z.enum(interactionDirections),
    occurredAt: z.iso.datetime(),
    durationMinutes: z.int().nullable(),
    summary: text,
    outcome: text,
    staffId: text,
    staff: colleague,
    followUpTaskId: text,
  })
  .meta({ id: 'Interaction' });
