import type { Permission } from '../access/role-matrix.js';
import { assertMay } from '../access/viewer.js';
import type { RequestContext } from '../context.js';
import type { Ground } from '../ground.js';
import { auditFailure } from '../use-case.js';
import type { PublishedEvent } from './event.js';
import type { EventHub, Resync, SubscribeOptions } from './hub.js';

/** What a subscription is called, what it needs, and which events it is about. */
export interface Subscribing extends Pick<SubscribeOptions, 'after' | 'types'> {
  /** `leadChanged`: the same word in the subscription and the audit log. */
  operation: string;
  permission: Permission;
  objectType: string;
}

/**
 * Events after a cursor, then those to come, each as `tell` puts it; null tells nothing. Resolves once nothing from
 * then on can be missed. `tell` decides anew each time whether the subscriber may hear it, and audits what it reads.
 */
export function changesTo<Told>(
  ground: Ground,
  hub: EventHub,
  ctx: RequestContext,
  { operation, permission, objectType, after, types }: Subscribing,
  tell: (event: PublishedEvent | Resync) => Promise<Told | null>,
): Promise<AsyncIterable<Told>> {
  const subscribing = { operation, objectType, action: 'SUBSCRIBE' } as const;
  return auditFailure(ground, ctx, subscribing, async () => {
    assertMay(ctx.viewer, permission);
    const stream = hub.subscribe(ctx.practiceId, { after, types });
    await stream.ready;
    await ground.audit.append(ctx, { ...subscribing, objectIds: [], outcome: 'SUCCEEDED' });
    return told(stream, tell);
  });
}

/** The events that have something to tell. A generator could not be ended while it waits; this ends with its source. */
function told<Told>(
  stream: AsyncIterable<PublishedEvent | Resync>,
  tell: (event: PublishedEvent | Resync) => Promise<Told | null>,
): AsyncIterable<Told> {
  const source = stream[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Told> = {
    next: async () => {
      for (;;) {
        const { done, value } = await source.next();
        if (done) return { done: true, value: undefined };
        const change = await tell(value);
        if (change) return { done: false, value: change };
      }
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
