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
