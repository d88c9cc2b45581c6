import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLRequestListener,
  type GraphQLResponse,
  HeaderMap,
  type HTTPGraphQLRequest,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { AuditOutcome } from '../platform/audit/audit-entry.js';
import type { RequestContext } from '../platform/context.js';
import { httpStatusOf, isUnexpected, retryAfterOf, toGraphQL } from '../platform/errors/to-graphql.js';
import { costRefusal } from '../platform/graphql/cost.js';
import { execute } from '../platform/graphql/execution.js';
import { limits, shapeRule } from '../platform/graphql/limits.js';

/** A call that ended before any use case wrote of it. */
export interface Unrecorded {
  operation: string;
  outcome: AuditOutcome;
  code?: string;
}

/** What the surface needs from the rest of the house. */
export interface SurfaceParts {
  schema: GraphQLSchema;
  logger: Logger;
  isProduction: boolean;
  /** Writes the audit row of a call that ended without one. */
  auditUnrecorded: (ctx: RequestContext, call: Unrecorded) => Promise<void>;
}

interface ApolloParts extends SurfaceParts {
  /** Told of each call that came as far as the pipeline, which sees to its audit row. */
  onEntered: (http: HTTPGraphQLRequest | undefined) => void;
}

type Call = GraphQLRequestContext<RequestContext>;
type Resolved = WithRequired<Call, 'document' | 'operation'>;
type WithRequired<T, K extends keyof T> = T & Required<Pick<T, K>>;
const done = Promise.resolve();

/** Options of graphql-js' parser and validator, the same over HTTP and on a socket. */
export const parseOptions = { maxTokens: limits.tokens };
/** The validator adds one line of its own when it stops. */
export const validationOptions = { maxErrors: limits.errors - 1 };
export const validationRules = (isProduction: boolean) =>
  isProduction ? [NoSchemaIntrospectionCustomRule, shapeRule] : [shapeRule];

export async function startApollo(parts: ApolloParts): Promise<ApolloServer<RequestContext>> {
  const apollo = new ApolloServer<RequestContext>({
    schema: parts.schema,
    introspection: !parts.isProduction,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    maxRecursiveSelections: limits.fields * 10,
    parseOptions,
    validationOptions,
    validationRules: validationRules(parts.isProduction),
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: parts.logger,
    formatError: (_formatted, error) => formatted(error),
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), plugin(parts)],
  });
  await apollo.start();
  return apollo;
}

/** Errors that were logged, with the id of their request, which the formatter is not told. */
const requestIds = new WeakMap<object, string>();

/** Logs what nobody foresaw, so that its request id, which is all the caller sees, leads to it. */
export function noteErrors(logger: Logger, ctx: RequestContext, errors: readonly unknown[]): void {
  for (const error of errors) {
    if (typeof error !== 'object' || error === null || !isUnexpected(error)) continue;
    requestIds.set(error, ctx.requestId);
    const { originalError, path } = error as Partial<GraphQLError>;
    logger.error({ err: originalError ?? error, path, requestId: ctx.requestId }, 'a GraphQL call failed');
  }
}

export const formatted = (error: unknown): GraphQLFormattedError => toGraphQL(error, requestIds.get(error as object));

function plugin(parts: ApolloParts): ApolloServerPlugin<RequestContext> {
  const { schema, logger } = parts;
  // One listener for all calls: it keeps nothing of its own.
  const listener: GraphQLRequestListener<RequestContext> = {
    didResolveOperation({ document, operation, request }) {
      const refusal = operation && costRefusal(schema, document, operation, request.variables);
      return refusal ? Promise.reject(refusal) : done;
    },
    async responseForOperation(call) {
      // The types don't say it, but a document may hold no operation of the name asked for.
      const result = call.operation ? await executed(schema, call) : null;
      return result && responseOf(logger, call, result);
    },
    didEncounterErrors({ contextValue, errors }) {
      noteErrors(logger, contextValue, errors);
      return done;
    },
    willSendResponse(call) {
      return call.contextValue.audited > 0 && !call.errors ? done : finish(parts, call);
    },
  };
  const listening = Promise.resolve(listener);
  return {
    requestDidStart({ request }) {
      parts.onEntered(request.http);
      return listening;
    },
  };
}

const executed = (schema: GraphQLSchema, { document, operation, request, contextValue: context }: Resolved) =>
  execute({ schema, document, operation, variables: request.variables, context });

/** The answer of an execution of our own, with errors told and formatted as Apollo does with those of graphql-js. */
function responseOf(logger: Logger, call: Call, { data, errors }: ExecutionResult): GraphQLResponse {
  const http = { status: undefined, headers: new HeaderMap() };
  if (!errors) return { http, body: { kind: 'single', singleResult: { data } } };
  noteErrors(logger, call.contextValue, errors);
  Object.assign(call, { errors });
  return { http, body: { kind: 'single', singleResult: { data, errors: errors.map(formatted) } } };
}

/** What the log says of a call that no use case wrote of: its first root field, once the document is known to be valid. */
export function unrecorded(operation: OperationDefinitionNode | undefined, errors: readonly unknown[]): Unrecorded {
  const [first] = operation?.selectionSet.selections ?? [];
  const name = first?.kind === 'Field' ? first.name.value : 'graphql';
  const code = errors.length > 0 ? String(formatted(errors[0]).extensions?.code) : undefined;
  const outcome = code === undefined ? 'SUCCEEDED' : (outcomes[code] ?? 'FAILED');
  return { operation: name, outcome, ...(code && { code }) };
}

const outcomes: Record<string, AuditOutcome> = {
  UNAUTHENTICATED: 'DENIED',
  FORBIDDEN: 'DENIED',
  RATE_LIMITED: 'LIMITED',
};

/** The audit row that nothing else wrote, and the status that an error asks for. */
async function finish(parts: SurfaceParts, { contextValue, errors = [], operation, response }: Call): Promise<void> {
  const refusals: unknown[] = [...errors];
  if (contextValue.audited === 0) {
    await parts.auditUnrecorded(contextValue, unrecorded(operation, errors)).catch((failure: unknown) => {
      refusals.push(failure);
      const error = toGraphQL(failure, contextValue.requestId);
      response.body = { kind: 'single', singleResult: { data: null, errors: [error] } };
    });
  }
  const wait = refusals.map(retryAfterOf).find(seconds => seconds !== undefined);
  if (wait !== undefined) response.http.headers.set('retry-after', String(wait));
  const status = refusals.map(httpStatusOf).find(code => code !== undefined);
  if (status !== undefined) response.http.status = status;
}
