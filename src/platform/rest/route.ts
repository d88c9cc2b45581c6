import type { ZodType } from 'zod';
import type { Permission } from '../access/role-matrix.js';
import type { RequestContext } from '../context.js';

/** What a route reads of a call. `query` is already parsed by the route's own rules. */
export interface RestRequest {
  params: Record<string, string>;
  query: Record<string, unknown>;
  /** The parsed JSON; `{}` when the call has no body. */
  body: unknown;
  /** The version in `If-Match`, when given. */
  expectedVersion: number | undefined;
  /** The raw request stream, for routes with `rawBody`. */
  stream: NodeJS.ReadableStream;
  /** Headers by lower-case name. */
  headers: NodeJS.Dict<string | string[]>;
}

export interface RestAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as it is instead of `body`: a page, whose type `headers` say. */
  text?: string;
  /** Sent as it comes instead of `body`, for exports. */
  stream?: AsyncIterable<string | Uint8Array>;
}

/** One documented URL: what it needs, what it takes, what it answers. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api/v1: `/leads/:id`. A parameter named `id` or `…Id` is a UUID; a fixed segment wins over one. */
  path: string;
  /** The use case's word, as in GraphQL. */
  operation: string;
  permission: Permission | 'public' | 'signedIn';
  /** Its handler judges the credentials; a staff member's are not looked for among them. */
  hasOwnCredentials?: boolean;
  summary: string;
  tag: string;
  /** Rules of the query, from `listQuery` or any strict object; without them a query is refused. */
  query?: ZodType;
  /** The rules of the body, for the document; the core parses it. */
  body?: ZodType;
  /** Bytes the body may have; 1 MB when absent. */
  bodyLimit?: number;
  /** Shape of `data` in the answer, for the document. */
  answer?: ZodType;
  isList?: boolean;
  status?: number;
  /** Content types of the body when it is not JSON, or stars for any; the handler then reads `stream`. */
  rawBody?: string[];
  /** Content type of the answer when it is not JSON. */
  produces?: string;
  /** What people are shown instead of the JSON of a refusal, by its status. */
  refusal?(status: number): Pick<RestAnswer, 'headers' | 'text'>;
  handle(ctx: RequestContext, request: RestRequest): Promise<RestAnswer>;
}

/** Routes that share the beginning of their address. */
export interface RouteGroup {
  base: '/api/v1' | '';
  /** What the audit log calls the door. */
  channel: RequestContext['channel'];
  routes: readonly Route[];
}
