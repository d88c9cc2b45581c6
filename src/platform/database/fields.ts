import { isDeepStrictEqual } from 'node:util';
import type { AuditChanges } from '../audit/audit-entry.js';

/** Sets the fields of a row that are present; answers what changed, for the audit log. */
export function setFields<Row extends object, F extends keyof Row & string>(
  row: Row,
  fields: readonly F[],
  details: { [K in F]?: Row[K] | undefined },
): AuditChanges {
  const changes: AuditChanges = {};
  for (const field of fields) {
    const to = details[field];
    const from = row[field] ?? null;
    if (to === undefined || isDeepStrictEqual(from, to)) continue;
    Object.assign(row, { [field]: to });
    changes[field] = { from, to };
  }
  return changes;
}

/** The members of a nested object after a change of those that are present; null when nothing is left. */
export function mergedGroup<T extends object>(before: T | null, patch: T | null): T | null {
  if (patch === null) return null;
  const entries = Object.entries({ ...before, ...withoutAbsent(patch) });
  const isEmpty = entries.every(([, value]) => value === null || (Array.isArray(value) && value.length === 0));
  return isEmpty ? null : (Object.fromEntries(entries) as T);
}

const withoutAbsent = (group: object) => Object.fromEntries(Object.entries(group).filter(([, v]) => v !== undefined));
