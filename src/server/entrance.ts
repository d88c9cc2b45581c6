import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../platform/access/viewer.js';
import type { ClientAddress } from '../platform/client-address.js';
import { type Channel, RequestContext } from '../platform/context.js';
import { UnauthenticatedError } from '../platform/errors/errors.js';

/** What a caller shows of itself. */
export interface Credentials {
  authorization?: string | null;
  apiKey?: string | null;
}

/** Null without credentials; throws UnauthenticatedError when they are not good. */
export type Authenticate = (credentials: Credentials, from: RequestContext) => Promise<Viewer | null>;

const oneOf = (value: string | string[] | undefined, longest: number): string | null =>
  [value ?? []].flat().join(',').slice(0, longest) || null;

/** Where every HTTP call comes in, whatever door it goes on to. */
export class Entrance {
  constructor(
    private readonly addresses: ClientAddress,
    private readonly authenticate: Authenticate,
  ) {}

  /** A context that knows where the call comes from, and not yet who is calling. */
  contextOf(req: IncomingMessage, channel: Channel): RequestContext {
    const { headers } = req;
    return new RequestContext({
      channel,
      ip: this.addresses.of(req),
      userAgent: oneOf(headers['user-agent'], 300),
      deviceId: oneOf(headers['x-device-id'], 100),
    });
  }

  /** Finds out who is calling. Returns the refusal of bad credentials instead of throwing it: public calls may pass. */
  async recognize(ctx: RequestContext, req: IncomingMessage): Promise<UnauthenticatedError | null> {
    const authorization = req.headers.authorization ?? null;
    const apiKey = oneOf(req.headers['x-api-key'], 500);
    if (authorization === null && apiKey === null) return null;
    try {
      ctx.viewer = await this.authenticate({ authorization, apiKey }, ctx);
      return null;
    } catch (error) {
      if (error instanceof UnauthenticatedError) return error;
      throw error;
    }
  }
}
