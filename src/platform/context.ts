import type { Viewer } from './access/viewer.js';
import { newId } from './clock.js';
import { UnauthenticatedError } from './errors/errors.js';

export type Channel = 'graphql' | 'rest' | 'socket' | 'worker' | 'webhook' | 'cli' | 'form';

/** What a write must remember so that its repetition gives the first answer back. */
export interface IdempotencyClaim {
  readonly id: string;
}

interface ContextParts {
  channel: Channel;
  viewer?: Viewer | null;
  requestId?: string;
  ip?: string | null;
  userAgent?: string | null;
  deviceId?: string | null;
  reason?: string | null;
  idempotency?: IdempotencyClaim | null;
}

/** One per request, socket operation or job: who asks, through which door, from where. */
export class RequestContext {
  readonly channel: Channel;
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly deviceId: string | null;
  readonly reason: string | null;
  viewer: Viewer | null;
  idempotency: IdempotencyClaim | null;
  /** Rows the audit log holds of this request so far; a door adds one when it is still 0 at the end. */
  audited = 0;

  constructor(parts: ContextParts) {
    this.channel = parts.channel;
    this.viewer = parts.viewer ?? null;
    this.requestId = parts.requestId ?? newId();
    this.ip = parts.ip ?? null;
    this.userAgent = parts.userAgent ?? null;
    this.deviceId = parts.deviceId ?? null;
    this.reason = parts.reason ?? null;
    this.idempotency = parts.idempotency ?? null;
  }

  /** The practice whose rows this request may touch. */
  get practiceId(): string {
    return this.signedIn.practiceId;
  }

  get signedIn(): Viewer {
    if (!this.viewer) throw new UnauthenticatedError();
    return this.viewer;
  }

  /** The practice itself at work, in a job, a form or a command. */
  static system(practiceId: string, channel: Channel, parts: Partial<ContextParts> = {}): RequestContext {
    return new RequestContext({ ...parts, channel, viewer: { kind: 'SYSTEM', id: practiceId, practiceId, roles: [] } });
  }
}
