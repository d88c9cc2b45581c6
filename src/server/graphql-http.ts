import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import { getOperationAST, type OperationDefinitionNode, parse } from 'graphql';
import type { RequestContext } from '../platform/context.js';
import { UnavailableError } from '../platform/errors/errors.js';
import { httpStatusOf, isUnexpected, retryAfterOf, toGraphQL } from '../platform/errors/to-graphql.js';
import type { Answer, Idempotency } from '../platform/idempotency/idempotency.js';
import { keyedCall, keyHeader, replayedHeader } from '../platform/idempotency/idempotency-key.js';
import { readJson } from '../platform/rest/body.js';
import { respond } from '../platform/rest/respond.js';
import { parseOptions, type SurfaceParts, startApollo } from './apollo.js';
import type { Entrance } from './entrance.js';

export interface GraphqlHttpParts extends SurfaceParts {
  entrance: Entrance;
  idempotency: Idempotency;
}

/** The one call of Apollo's that we make: whether it came as far as the pipeline, which audits by itself. */
class Call implements HTTPGraphQLRequest {
  hasEntered = false;
  constructor(
    readonly method: string,
    readonly headers: HeaderMap,
    readonly search: string,
    readonly body: unknown,
  ) {}
}

const onEntered = (http: HTTPGraphQLRequest | undefined): void => {
  if (http instanceof Call) http.hasEntered = true;
};

/** The headers that Apollo looks at; copying all of them for each call would cost more than it reads. */
const readHeaders = ['content-type', 'accept', 'x-apollo-operation-name', 'apollo-require-preflight'] as const;

/** Codes of answers that say "not now" or "not you": a repetition with the same key tries again. */
const passing = /"code":"(UNAUTHENTICATED|RATE_LIMITED|SERVICE_UNAVAILABLE|INTERNAL_SERVER_ERROR)"/;

/** GraphQL over HTTP: reads a call, has Apollo answer it, and sends the answer. */
export class GraphqlHttp {
  private constructor(
    private readonly parts: GraphqlHttpParts,
    private readonly apollo: ApolloServer<RequestContext>,
  ) {}

  static async open(parts: GraphqlHttpParts): Promise<GraphqlHttp> {
    return new GraphqlHttp(parts, await startApollo({ ...parts, onEntered }));
  }

  async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const ctx = this.parts.entrance.contextOf(req, 'graphql');
    const answer = await this.#answer(ctx, req).catch((error: unknown) => this.#refusal(ctx, error));
    answer.headers['x-request-id'] = ctx.requestId;
    respond(res, answer.status, answer.headers, answer.body);
  }

  close(): Promise<void> {
    return this.apollo.stop();
  }

  async #answer(ctx: RequestContext, req: IncomingMessage): Promise<Answer> {
    // Wrong credentials leave the call without a viewer: whatever is not public refuses it as UNAUTHENTICATED.
    await this.parts.entrance.recognize(ctx, req);
    const call = await callOf(req);
    const key = req.headers[keyHeader];
    const operation = key === undefined || !ctx.viewer ? null : operationOf(call);
    if (operation?.operation !== 'mutation') return this.#run(ctx, call);
    const keyed = keyedCall(key, 'POST /graphql', call.body);
    if (!keyed) return this.#run(ctx, call);
    const isFinal = (answer: Answer) => answer.status < 500 && !passing.test(answer.body ?? '');
    const { isReplayed, ...answer } = await this.parts.idempotency.run(ctx, keyed, () => this.#run(ctx, call), isFinal);
    if (!isReplayed) return answer;
    await this.parts.auditUnrecorded(ctx, { operation: rootFieldOf(operation), outcome: 'SUCCEEDED' });
    return { ...answer, headers: { ...answer.headers, [replayedHeader]: 'true' } };
  }

  async #run(ctx: RequestContext, call: Call): Promise<Answer> {
    const context = () => Promise.resolve(ctx);
    const response = await this.apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: call, context });
    if (!call.hasEntered)
      await this.parts.auditUnrecorded(ctx, { operation: 'graphql', outcome: 'FAILED', code: 'BAD_REQUEST' });
    return answerOf(response);
  }

  /** The answer to a call that did not come as far as Apollo. */
  async #refusal(ctx: RequestContext, raw: unknown): Promise<Answer> {
    const { extensions } = toGraphQL(raw);
    const call = { operation: 'graphql', outcome: 'FAILED', code: String(extensions?.code) } as const;
    const error = await this.parts.auditUnrecorded(ctx, call).then(
      () => raw,
      (failure: unknown) => failure,
    );
    if (isUnexpected(error)) this.parts.logger.error({ err: error, requestId: ctx.requestId }, 'a GraphQL call failed');
    const wait = retryAfterOf(error);
    const status = httpStatusOf(error) ?? (isUnexpected(error) ? 500 : statusOfCode(error));
    const headers: Record<string, string> = wait === undefined ? {} : { 'retry-after': String(wait) };
    return { status, headers, body: JSON.stringify({ errors: [toGraphQL(error, ctx.requestId)] }) };
  }
}

const conflicts = new Set(['IDEMPOTENCY_CONFLICT', 'IN_PROGRESS', 'ALREADY_CARRIED_OUT']);

function statusOfCode(error: unknown): number {
  const code = String(toGraphQL(error).extensions?.code);
  if (conflicts.has(code)) return 409;
  return code === 'RATE_LIMITED' ? 429 : 400;
}

async function callOf(req: IncomingMessage): Promise<Call> {
  const headers = new HeaderMap();
  for (const name of readHeaders) {
    const value = req.headers[name];
    if (value !== undefined) headers.set(name, String(value));
  }
  const url = req.url ?? '';
  const at = url.indexOf('?');
  // A content type that needs no preflight is refused by Apollo, unread.
  const isJson = /^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '');
  const body = req.method === 'POST' && isJson ? await readJson(req) : {};
  return new Call(req.method ?? 'GET', headers, at < 0 ? '' : url.slice(at), body);
}

/** The operation a call would run; null when its document can't be read, which Apollo then says. */
function operationOf(call: Call): OperationDefinitionNode | null {
  const { query, operationName } = (call.body ?? {}) as { query?: unknown; operationName?: unknown };
  if (typeof query !== 'string') return null;
  try {
    return (
      getOperationAST(parse(query, parseOptions), typeof operationName === 'string' ? operationName : null) ?? null
    );
  } catch {
    return null;
  }
}

/** The use case that a mutation names first, as the audit log calls it. */
function rootFieldOf({ selectionSet }: OperationDefinitionNode): string {
  const [first] = selectionSet.selections;
  return first?.kind === 'Field' ? first.name.value : 'graphql';
}

function answerOf({ status, headers, body }: HTTPGraphQLResponse): Answer {
  // Nothing in the schema is deferred or streamed, so every answer comes whole.
  if (body.kind !== 'complete') throw new UnavailableError();
  return { status: status ?? 200, headers: Object.fromEntries(headers), body: body.string };
}
