import { z } from 'zod';
import { line, oneOf, orBlank } from '../../platform/validation.js';
import { personTypes } from '../consents/consent.vocabulary.js';

/** Which tags: those that begin so in any case, of leads or of contacts. */
export const TagQuestion = z.strictObject({ prefix: orBlank(line(50)), appliesTo: oneOf(personTypes).nullish() });
export type TagQuestionInput = z.input<typeof TagQuestion>;

export const RenameTag = z
  .strictObject({ from: line(50), to: line(50) })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'Must differ from the tag as it is.' });
