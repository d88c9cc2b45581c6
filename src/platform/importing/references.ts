import { ValidationError } from '../errors/errors.js';
import type { Query } from '../merging/duplicates.js';

/** A field that names a row of the practice. */
export interface Reference<Field extends string = string> {
  field: Field;
  table: string;
  /** Which rows of the table may be named. */
  where: string;
  /** Such a row in a sentence: `active member of staff`. */
  what: string;
}

/** Looks up, once for many rows, what they name; answers a check that refuses a row by a ValidationError. */
export async function referenceCheck<Field extends string>(
  query: Query,
  practiceId: string,
  references: readonly Reference<Field>[],
  inputs: readonly { [F in Field]?: unknown }[],
): Promise<(input: { [F in Field]?: unknown }) => void> {
  const present = new Set<string>();
  for (const { field, table, where } of references) {
    const ids = [...new Set(inputs.flatMap(input => (input[field] as string | null | undefined) ?? []))];
    if (ids.length === 0) continue;
    const text = `select id from ${table} where practice_id = $1 and id = any($2) and ${where}`;
    for (const { id } of await query<{ id: string }>(text, [practiceId, ids])) present.add(`${field} ${id}`);
  }
  return input => {
    for (const { field, what } of references) {
      if (!input[field] || present.has(`${field} ${input[field]}`)) continue;
      throw ValidationError.at(field, 'NOT_FOUND', `There is no such ${what}.`);
    }
  };
}
