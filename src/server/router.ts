import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { assertEntry } from '../platform/access/entry.js';
import type { AuditLog } from '../platform/audit/audit-entry.js';
import { auditUnrecorded } from '../platform/audit/audit-unrecorded.js';
import { newId } from '../platform/clock.js';
import type { RequestContext } from '../platform/context.js';
import { asUnavailable } from '../platform/database/failures.js';
import { UnknownAddressError } from '../platform/errors/errors.js';
import { HttpRefusal } from '../platform/errors/http-refusal.js';
import { toRest } from '../platform/errors/to-rest.js';
import type { Answer, Idempotency } from '../platform/idempotency/idempotency.js';
import { keyedCall, keyHeader, replayedHeader } from '../platform/idempotency/idempotency-key.js';
import { assertContentType, noBody, readJson } from '../platform/rest/body.js';
import { expectedVersion } from '../platform/rest/conditions.js';
import { asQueried } from '../platform/rest/paging.js';
import { parseQuery } from '../platform/rest/query.js';
import { respond, respondWithStream } from '../platform/rest/respond.js';
import type { RestAnswer, RestRequest, Route, RouteGroup } from '../platform/rest/route.js';
import { type RouteMatch, RouteTable } from '../platform/rest/route-table.js';
import { outcomeOf } from '../platform/use-case.js';
import { parse } from '../platform/validation.js';
import type { Entrance } from './entrance.js';

export interface RouterParts {
  groups: readonly RouteGroup[];
  entrance: Pick<Entrance, 'contextOf' | 'recognize'>;
  audit: AuditLog;
  idempotency: Idempotency;
  logger: Logger;
}

/** An address in the two parts that matter here. */
interface Address {
  path: string;
  search: string;
}

export function addressOf(req: IncomingMessage): Address {
  const url = req.url ?? '/';
  const at = url.indexOf('?');
  return at < 0 ? { path: url, search: '' } : { path: url.slice(0, at), search: url.slice(at + 1) };
}

const isWrite = (route: Route) => route.method !== 'get';

/** An answer that a repetition gets too: not one that only says "not now" or "not you". */
const isFinal = ({ status }: Answer) => status < 500 && status !== 401 && status !== 429;

/** The REST door: finds the route, refuses at the fence, reads strictly, answers every error in one shape. */
export class Router {
  readonly table: RouteTable;
  constructor(private readonly parts: RouterParts) {
    this.table = new RouteTable(parts.groups);
  }

  /** Answers the call; gives back its pattern for the log, null when there is no such address or method. */
  async handle(req: IncomingMessage, res: ServerResponse): Promise<string | null> {
    const { path, search } = addressOf(req);
    const match = this.table.find(req.method ?? 'GET', path);
    if (match && !Array.isArray(match)) {
      await this.#call(req, res, match, search);
      return match.pattern;
    }
    if (match && req.method === 'OPTIONS') respond(res, 204, { allow: [...match, 'OPTIONS'].join(', ') }, null);
    else this.refuse(res, match ? HttpRefusal.methodNotAllowed(match) : HttpRefusal.notFound());
    return null;
  }

  /** Answers an error of a call that reached no route. */
  refuse(res: ServerResponse, error: unknown): void {
    const requestId = newId();
    const { status, headers, body } = this.#failure(asUnavailable(error), requestId, false);
    respond(res, status, { 'x-request-id': requestId, ...headers }, body);
  }

  async #call(req: IncomingMessage, res: ServerResponse, match: RouteMatch, search: string): Promise<void> {
    const { route, channel } = match;
    const ctx = this.parts.entrance.contextOf(req, channel);
    res.setHeader('x-request-id', ctx.requestId);
    let streamed: RestAnswer | null = null;
    const answer = await this.#settle(ctx, req, route, async () => {
      const refusal = route.hasOwnCredentials ? null : await this.parts.entrance.recognize(ctx, req);
      if (refusal && route.permission !== 'public') throw refusal;
      assertEntry(ctx, route.permission);
      const request = await this.#read(req, match, search);
      const work = async () => {
        const given = await route.handle(ctx, request);
        if (given.stream) streamed = given;
        return asSent(given);
      };
      return isWrite(route) ? this.#once(ctx, req, match, request, work) : work();
    });
    if (streamed && answer.status < 400) {
      const broken = await respondWithStream(res, streamed);
      if (broken) this.parts.logger.error({ err: broken, requestId: ctx.requestId }, 'an answer broke off');
      return;
    }
    respond(res, answer.status, answer.headers, answer.body);
  }

  async #read(req: IncomingMessage, match: RouteMatch, search: string): Promise<RestRequest> {
    const { route, params } = match;
    const query = parseQuery(route.query, search);
    const version = expectedVersion(req.headers['if-match']);
    const hasJson = isWrite(route) && !route.rawBody;
    if (route.rawBody && !route.rawBody.includes('*/*')) assertContentType(req, route.rawBody);
    const body = hasJson ? await readJson(req, route.bodyLimit) : undefined;
    // no core parses what it is not handed
    if (hasJson && (route.body ?? noBody) === noBody) parse(noBody, body);
    return { params, query, body, expectedVersion: version, stream: req, headers: req.headers };
  }

  /** A write with a key happens once; a refusal of the business is its answer as well, and is kept. */
  async #once(
    ctx: RequestContext,
    req: IncomingMessage,
    match: RouteMatch,
    request: RestRequest,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const header = req.headers[keyHeader];
    if (header === undefined || !ctx.viewer) return work();
    // A streamed body is not read twice; its announced length stands for it.
    const body = match.route.rawBody ? req.headers['content-length'] : request.body;
    const { search, path } = addressOf(req);
    const address = `${req.method} ${path}?${search} ${req.headers['if-match'] ?? ''}`;
    const call = keyedCall(header, address, body);
    if (!call) return work();
    const settled = () => this.#settle(ctx, req, match.route, work);
    const { isReplayed, ...answer } = await this.parts.idempotency.run(ctx, call, settled, isFinal);
    return isReplayed ? { ...answer, headers: { ...answer.headers, [replayedHeader]: 'true' } } : answer;
  }

  /** Whatever comes of the work as an answer, with at least one row of it in the audit log. */
  async #settle(ctx: RequestContext, req: IncomingMessage, route: Route, work: () => Promise<Answer>): Promise<Answer> {
    const { operation } = route;
    try {
      const answer = await work();
      await auditUnrecorded(this.parts, ctx, { operation, outcome: 'SUCCEEDED' });
      return answer;
    } catch (raw) {
      const error = asUnavailable(asQueried(raw));
      const unwritten = await auditUnrecorded(this.parts, ctx, { operation, ...outcomeOf(error) }).then(
        () => null,
        asUnavailable,
      );
      const told = error instanceof UnknownAddressError ? error : (unwritten ?? error);
      const failure = this.#failure(told, ctx.requestId, req.headers['if-match'] !== undefined);
      if (!route.refusal) return failure;
      const { headers, text } = route.refusal(failure.status);
      return { ...failure, headers: { ...failure.headers, ...headers }, body: text ?? null };
    }
  }

  #failure(error: unknown, requestId: string, hasIfMatch: boolean): Answer {
    const { status, headers, body, isUnexpected } = toRest(error, requestId, hasIfMatch);
    if (isUnexpected) this.parts.logger.error({ err: error, requestId }, 'a call failed unexpectedly');
    return { status, headers, body: JSON.stringify(body) };
  }
}

function asSent(answer: RestAnswer): Answer {
  const { status, headers = {}, body, text } = answer;
  return { status, headers, body: text ?? (body === undefined ? null : JSON.stringify(body)) };
}
