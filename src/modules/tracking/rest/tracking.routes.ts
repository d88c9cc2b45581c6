import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { RequestContext } from '../../../platform/context.js';
import { assertContentType, defaultBodyLimit, readBytes } from '../../../platform/rest/body.js';
import type { RestAnswer, RestRequest, Route } from '../../../platform/rest/route.js';
import { looseJson, utf8 } from '../../../platform/rest/strict-json.js';
import { agentOfRequest } from '../tracking.agents.js';
import type { PostmarkHooks } from '../tracking.hooks.js';
import type { TrackedRequests } from '../tracking.requests.js';

/** One transparent point. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Mail programs and scanners add parameters of their own, which mean nothing here. */
const anyQuery = z.looseObject({});

/** What came back, from the provider and from the messages themselves. */
export class TrackingRoutes {
  constructor(
    private readonly hooks: PostmarkHooks,
    private readonly requests: TrackedRequests,
  ) {}

  receive = async (ctx: RequestContext, { params, headers, stream }: RestRequest): Promise<RestAnswer> => {
    const read = () => readEvent(stream as IncomingMessage);
    await this.hooks.receive(ctx, params.practiceKey as string, headers.authorization as string | undefined, read);
    return { status: 200, body: { data: { received: true } } };
  };

  click = async (ctx: RequestContext, request: RestRequest): Promise<RestAnswer> => {
    const location = await this.requests.click(ctx, request.params.token as string, agentOf(request));
    return { status: 302, headers: { location } };
  };

  open = async (ctx: RequestContext, request: RestRequest): Promise<RestAnswer> => {
    await this.requests.open(ctx, request.params.token as string, agentOf(request));
    const headers = { 'content-type': 'image/gif', 'content-length': String(pixel.length) };
    return { status: 200, headers, stream: picture() };
  };
}

const agentOf = ({ stream, headers }: RestRequest) =>
  agentOfRequest((stream as IncomingMessage).method ?? 'GET', headers);

async function* picture(): AsyncGenerator<Uint8Array> {
  yield pixel;
}

async function readEvent(stream: IncomingMessage): Promise<unknown> {
  assertContentType(stream);
  return looseJson(utf8(await readBytes(stream, defaultBodyLimit)));
}

export function trackingRoutes(routes: TrackingRoutes): Route[] {
  const tag = 'Mail that comes back';
  return [
    {
      ...{ method: 'post', path: '/hooks/postmark/:practiceKey', operation: 'receiveMailEvent', permission: 'public' },
      hasOwnCredentials: true,
      tag,
      summary: "Takes one event of Postmark's webhooks, with the basic credentials of the settings",
      query: anyQuery,
      // Looked at when it is known who is calling.
      rawBody: ['*/*'],
      answer: z.object({ received: z.literal(true) }),
      handle: routes.receive,
    },
    {
      ...{ method: 'get', path: '/t/c/:token', operation: 'openTrackedLink', permission: 'public', status: 302 },
      tag,
      summary: 'Leads on to where a link in a message leads; HEAD too',
      query: anyQuery,
      produces: 'text/plain',
      handle: routes.click,
    },
    {
      ...{ method: 'get', path: '/t/o/:token', operation: 'loadTrackingPixel', permission: 'public' },
      tag,
      summary: 'One transparent point, which tells that a message was shown',
      query: anyQuery,
      produces: 'image/gif',
      handle: routes.open,
    },
  ];
}
