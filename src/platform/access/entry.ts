import type { RequestContext } from '../context.js';
import { UnauthenticatedError } from '../errors/errors.js';
import type { Permission } from './role-matrix.js';
import { assertMay } from './viewer.js';

/** What a root field or a route asks of its caller before any use case runs. */
export type Entry = Permission | 'public' | 'signedIn';

/** Throws for a viewer whom the entry does not let in. */
export function assertEntry(ctx: RequestContext, entry: Entry): void {
  if (entry === 'public') return;
  if (entry !== 'signedIn') assertMay(ctx.viewer, entry);
  else if (!ctx.viewer) throw new UnauthenticatedError();
}
