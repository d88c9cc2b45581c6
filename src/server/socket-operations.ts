import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Context, ServerOptions, SubscribePayload } from 'graphql-ws';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../platform/context.js';
import { costRefusal } from '../platform/graphql/cost.js';
import {
  formatted,
  noteErrors,
  parseOptions,
  type SurfaceParts,
  unrecorded,
  validationOptions,
  validationRules,
} from './apollo.js';
import { type Connection, socketLimits } from './socket-connection.js';
import { SocketEvents } from './socket-events.js';

export interface Extra {
  connection: Connection;
}
type SocketContext = Context<Record<string, unknown>, Extra>;

/** What one operation runs with; a stream was opened before its first message is sent. */
interface Prepared extends ExecutionArgs {
  contextValue: RequestContext;
  stream?: AsyncIterable<ExecutionResult>;
}

const coded = (code: string) => (error: GraphQLError) =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code },
  });

/** What opening a stream threw: graphql-js throws on what has a path of its own, as refusals of the core do. */
const refusal = (error: Error): ExecutionResult => ({
  errors: [new GraphQLError(error.message, { originalError: error })],
});

/** Runs the operations of sockets: the same documents, limits, fence and errors as over HTTP. */
export class SocketOperations {
  readonly #documents = new LRUCache<string, DocumentNode>({ max: 500 });
  readonly #events = new SocketEvents();
  readonly #rules;

  /** `review` closes a connection whose viewer may no longer listen. */
  constructor(
    private readonly parts: SurfaceParts,
    private readonly review: (connection: Connection) => Promise<void>,
  ) {
    this.#rules = validationRules(parts.isProduction);
  }

  /** The hooks of graphql-ws; whatever it would do without them would pass by our limits. */
  options(): Partial<ServerOptions<Record<string, unknown>, Extra>> {
    return {
      schema: this.parts.schema,
      execute,
      subscribe: args => (args as Prepared).stream as AsyncGenerator<ExecutionResult>,
      onSubscribe: (socket, _id, payload) => this.#begin(socket, payload),
      onOperation: (_socket, _id, _payload, args, result) => this.#settle(args as Prepared, result),
      onNext: ({ extra }, _id, _payload, args, result) => this.#deliver(extra.connection, args as Prepared, result),
      onError: (_socket, _id, _payload, errors) => errors.map(formatted),
    };
  }

  /** Reads, checks and, for a subscription, opens the operation; the reasons why not are its error message. */
  async #begin({ extra, subscriptions }: SocketContext, payload: SubscribePayload): Promise<Prepared | GraphQLError[]> {
    const ctx = extra.connection.context();
    if (Object.keys(subscriptions).length > socketLimits.subscriptions) {
      const message = `A socket carries at most ${socketLimits.subscriptions} operations at a time.`;
      return this.#refuse(ctx, undefined, [new GraphQLError(message, { extensions: { code: 'RATE_LIMITED' } })]);
    }
    const document = this.#read(payload.query);
    if (Array.isArray(document)) return this.#refuse(ctx, undefined, document);
    const { operationName, variables: variableValues } = payload;
    const operation = getOperationAST(document, operationName);
    if (!operation) return this.#refuse(ctx, undefined, [unresolved()]);
    const tooDear = costRefusal(this.parts.schema, document, operation, variableValues);
    if (tooDear) return this.#refuse(ctx, operation, [tooDear]);
    const args: Prepared = { schema: this.parts.schema, document, operationName, variableValues, contextValue: ctx };
    return operation.operation === 'subscription' ? this.#open(args, operation) : args;
  }

  #read(query: string): DocumentNode | GraphQLError[] {
    const known = this.#documents.get(query);
    if (known) return known;
    const { schema } = this.parts;
    let document: DocumentNode;
    try {
      document = parse(query, parseOptions);
    } catch (error) {
      return [coded('GRAPHQL_PARSE_FAILED')(error as GraphQLError)];
    }
    let errors = validate(schema, document, specifiedRules, validationOptions);
    // The limits read a document that is known to be valid: its fragments exist and end.
    if (errors.length === 0) errors = validate(schema, document, this.#rules, validationOptions);
    if (errors.length > 0) return errors.map(coded('GRAPHQL_VALIDATION_FAILED'));
    this.#documents.set(query, document);
    return document;
  }

  /** Opens the stream here, so that whoever may not listen gets an error and no stream. */
  async #open(args: Prepared, operation: OperationDefinitionNode): Promise<Prepared | GraphQLError[]> {
    const source = await createSourceEventStream(args).catch(refusal);
    if (Symbol.asyncIterator in source) {
      await this.#record(args.contextValue, operation, []);
      return { ...args, stream: this.#events.answers(args, operation, source) };
    }
    return this.#refuse(args.contextValue, operation, [...(source.errors ?? [])]);
  }

  async #settle(
    { contextValue, document, operationName }: Prepared,
    pending: unknown,
  ): Promise<ExecutionResult | undefined> {
    const result = (await pending) as ExecutionResult | AsyncIterable<unknown>;
    if (Symbol.asyncIterator in result) return undefined;
    const operation = getOperationAST(document, operationName) ?? undefined;
    const failure = await this.#record(contextValue, operation, result.errors ?? []);
    return failure ? { data: null, errors: [failure] } : result;
  }

  async #refuse(
    ctx: RequestContext,
    operation: OperationDefinitionNode | undefined,
    errors: GraphQLError[],
  ): Promise<GraphQLError[]> {
    noteErrors(this.parts.logger, ctx, errors);
    const failure = await this.#record(ctx, operation, errors);
    return failure ? [failure] : errors;
  }

  /** One audit row where no use case wrote any; the error to answer when even that can't be written. */
  async #record(
    ctx: RequestContext,
    operation: OperationDefinitionNode | undefined,
    errors: readonly GraphQLError[],
  ): Promise<GraphQLError | null> {
    if (ctx.audited > 0) return null;
    return this.parts.auditUnrecorded(ctx, unrecorded(operation, errors)).then(
      () => null,
      (failure: Error) => new GraphQLError(failure.message, { originalError: failure }),
    );
  }

  /** What goes out; an event after its viewer lost the right to it stays here, since its socket is closed. */
  async #deliver(
    connection: Connection,
    { contextValue, stream }: Prepared,
    { errors, ...result }: ExecutionResult,
  ): Promise<FormattedExecutionResult> {
    if (stream) await this.review(connection);
    if (!errors) return result as FormattedExecutionResult;
    noteErrors(this.parts.logger, contextValue, errors);
    return { ...result, errors: errors.map(formatted) } as FormattedExecutionResult;
  }
}

const unresolved = () =>
  new GraphQLError('The document has no operation of that name.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });
