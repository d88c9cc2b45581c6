import { z } from 'zod';
import type { Permission } from '../access/role-matrix.js';
import type { RequestContext } from '../context.js';
import { instant } from '../validation.js';
import { figures } from './answers.js';
import { single } from './query.js';
import type { Route } from './route.js';

/** For the document: figures that are null where the viewer may not see them. */
export const figure = z.number().nullable();
export const count = z.int().nullable();
export const shown = { count, isSuppressed: z.boolean() };
export const duration = { medianMinutes: figure, averageMinutes: figure };
export const days = z.array(z.object({ date: z.iso.date(), ...shown }));

const time = z.iso.datetime().nullable();
export const scope = { from: time, to: time, timeZone: z.string(), isRestricted: z.boolean() };

interface Statistics {
  path: string;
  operation: string;
  permission: Permission;
  tag: string;
  summary: string;
  answer: z.ZodType;
}

/** The address of a noun's statistics, of a range or of all time. */
export function statisticsRoute(
  about: Statistics,
  read: (ctx: RequestContext, range: unknown) => Promise<object>,
): Route {
  return {
    ...about,
    method: 'get',
    query: z.strictObject({ from: single(instant), to: single(instant) }),
    handle: async (ctx, { query }) => figures(await read(ctx, query)),
  };
}
