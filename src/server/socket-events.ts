import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

type Result = ExecutionResult | PromiseLike<ExecutionResult>;

/** Executes the events of subscriptions: one that many get as the same object once for all who ask alike. */
export class SocketEvents {
  readonly #results = new WeakMap<object, Map<OperationDefinitionNode, Result>>();
  readonly #shareable = new WeakMap<OperationDefinitionNode, boolean>();

  /** The answers to an operation for the events of its source; they end together. */
  answers(
    args: ExecutionArgs,
    operation: OperationDefinitionNode,
    source: AsyncIterable<unknown>,
  ): AsyncIterableIterator<ExecutionResult> {
    const events = source[Symbol.asyncIterator]();
    const answers: AsyncIterableIterator<ExecutionResult> = {
      next: async () => {
        const { done, value } = await events.next();
        return done ? { done, value: undefined } : { done: false, value: await this.#execute(args, operation, value) };
      },
      return: async () => {
        await events.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => answers,
    };
    return answers;
  }

  #execute(args: ExecutionArgs, operation: OperationDefinitionNode, event: unknown): Result {
    const run = () => execute({ ...args, rootValue: event });
    if (typeof event !== 'object' || event === null || !this.#isShareable(args, operation)) return run();
    let results = this.#results.get(event);
    if (!results) {
      results = new Map();
      this.#results.set(event, results);
    }
    const known = results.get(operation) ?? run();
    results.set(operation, known);
    return known;
  }

  /** Whether nothing of the answer depends on who asks or on variables: it holds properties of the event alone. */
  #isShareable({ schema, document }: ExecutionArgs, operation: OperationDefinitionNode): boolean {
    const known = this.#shareable.get(operation);
    if (known !== undefined) return known;
    let isShareable = true;
    const types = new TypeInfo(schema);
    const refuse = () => {
      isShareable = false;
    };
    const look = {
      Directive: refuse,
      Field: () => {
        const field = types.getFieldDef();
        const isRoot = types.getParentType() === schema.getSubscriptionType();
        if (!isRoot && field?.resolve && field.name !== '__typename') refuse();
      },
    };
    visit(document, visitWithTypeInfo(types, look));
    this.#shareable.set(operation, isShareable);
    return isShareable;
  }
}
