import type { Viewer } from '../access/viewer.js';
import type { Cipher } from '../encryption/cipher.js';
import { ForbiddenError } from '../errors/errors.js';
import type { PlainRow } from './selection.js';

/** One execution of a compiled statement. */
export interface Run {
  practice: string;
  viewer: Viewer;
  cipher: Cipher;
  /** Ids of the related rows returned, by object type, for the audit log. */
  related: Map<string, string[]>;
}

/** Makes a row as it came from the database into the row that is handed on, in place. */
export type Finish = (row: PlainRow, run: Run) => void;

/** Stands in each field the viewer may not see; one for all, since rows are many. */
export const forbidden = new ForbiddenError('You may not see this field.');

export function inOrder(steps: readonly Finish[]): Finish | null {
  if (steps.length <= 1) return steps[0] ?? null;
  return (row, run) => {
    for (const step of steps) step(row, run);
  };
}

/** PostgreSQL's JSON text of an instant in UTC -> `2026-11-03T14:30:00.000Z`, without parsing it. */
export function instantText(text: string): string {
  if (text.length === 29) return `${text.slice(0, 23)}Z`;
  return text.length === 25 ? `${text.slice(0, 19)}.000Z` : `${text.slice(0, -6).padEnd(23, '0')}Z`;
}

export function instants(keys: readonly string[]): Finish {
  return row => {
    for (const key of keys) {
      const text = row[key];
      if (typeof text === 'string') row[key] = instantText(text);
    }
  };
}

/** Opens a row's sealed column once and hands its value to the fields that read it. */
export function opened(
  table: string,
  column: string,
  assign: (row: PlainRow, value: unknown, run: Run) => void,
): Finish {
  const key = `$${column}`;
  return (row, run) => {
    const sealed = row[key];
    const place = { practiceId: run.practice, table, column, rowId: row.id as string };
    assign(row, typeof sealed === 'string' ? run.cipher.open(place, sealed) : null, run);
  };
}

/** Names a related row in the audit log. */
export function recordRelated(run: Run, objectType: string, id: unknown): void {
  const ids = run.related.get(objectType);
  if (ids) ids.push(id as string);
  else run.related.set(objectType, [id as string]);
}

/** Names whomever a row tells of in the audit log. */
export function namesPerson(key: string): Finish {
  return (row, run) => {
    const person = row[key] as { type: string; id: string } | null;
    if (person) recordRelated(run, person.type, person.id);
  };
}
