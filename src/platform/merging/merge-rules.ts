import { z } from 'zod';
import { id } from '../validation.js';

/** The input of a merge; `fields` are those for which it may be told whose value to take, `words` the rows: `leads`. */
export const mergeRules = <const Field extends string>(fields: readonly Field[], words: string) =>
  z
    .strictObject({
      primaryId: id,
      duplicateIds: z.array(id).min(1).max(10),
      take: z
        .array(z.strictObject({ field: z.enum(fields), fromId: id }))
        .max(fields.length)
        .nullish(),
      dryRun: z.boolean().nullish(),
    })
    .refine(input => new Set([input.primaryId, ...input.duplicateIds]).size === input.duplicateIds.length + 1, {
      path: ['duplicateIds'],
      message: `Must name other ${words} than the primary one, each once.`,
    })
    .refine(
      input => (input.take ?? []).every(({ fromId }) => [input.primaryId, ...input.duplicateIds].includes(fromId)),
      { path: ['take'], message: `Values can only be taken from the ${words} that are merged.` },
    );

export interface MergeInput<Field extends string> {
  primaryId: string;
  duplicateIds: string[];
  take?: { field: Field; fromId: string }[] | null;
  dryRun?: boolean | null;
}
