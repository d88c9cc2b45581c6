import type { Viewer } from '../../platform/access/viewer.js';
import { RequestContext } from '../../platform/context.js';

/** Runs work of this call as whoever it turned out to be; the audit rows count as the call's. */
export async function actingAs<T>(
  ctx: RequestContext,
  viewer: Viewer | null,
  work: (acting: RequestContext) => Promise<T>,
): Promise<T> {
  const acting = new RequestContext({ ...ctx, viewer });
  try {
    return await work(acting);
  } finally {
    ctx.audited += acting.audited;
  }
}

/** The practice itself, where someone is only said to be a member of it. */
export const practiceItself = (practiceId: string): Viewer => ({
  kind: 'SYSTEM',
  id: practiceId,
  practiceId,
  roles: [],
});
