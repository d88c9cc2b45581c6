import { p } from '@mikro-orm/core';

/** What every row of every noun has. `createdById` is a staff member, an API key or null for the practice itself. */
export const baseColumns = {
  id: p.uuid().primary(),
  practiceId: p.uuid(),
  version: p.integer().version(),
  createdAt: p.datetime(3),
  updatedAt: p.datetime(3),
  createdById: p.uuid().nullable(),
};

/** SQL of a timestamptz as ISO 8601 in UTC with milliseconds; the pool hands timestamps on in PostgreSQL's own spelling. */
export const isoText = (sql: string): string => `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
