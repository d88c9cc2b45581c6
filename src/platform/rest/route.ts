import type { ZodType } from 'zod';
import type { Permission } from '../access/role-matrix.js';
import type { RequestContext } from '../context.js';

/** What a route reads of a call. `query` and `params` are already parsed by the route's own rules. */
export interface RestRequest {
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
  /** The version in `If-Match`, when given. */
  expectedVersion: number | undefined;
  /** The raw request stream, for routes with `rawBody`. */
  stream: NodeJS.ReadableStream;
}

export interface RestAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as it comes instead of `body`, for exports. */
  stream?: AsyncIterable<string>;
}

/** One documented URL under /api/v1: what it needs, what it takes, what it answers. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Express pattern below /api/v1: `/leads/:id`. */
  path: string;
  /** The use case's word, as in GraphQL. */
  operation: string;
  permission: Permission | 'public' | 'signedIn';
  summary: string;
  tag: string;
  query?: ZodType;
  /** The rules of the body, for the document; the core parses it. */
  body?: ZodType;
  /** Shape of `data` in the answer, for the document. */
  answer?: ZodType;
  isList?: boolean;
  status?: number;
  /** Content types of the body when it is not JSON; the handler then reads `stream`. */
  rawBody?: string[];
  handle(ctx: RequestContext, request: RestRequest): Promise<RestAnswer>;
}
