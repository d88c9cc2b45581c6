import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  locatedError,
  type OperationDefinitionNode,
  type ResponsePath,
} from 'graphql';
import { type FieldPlan, type ObjectPlan, type Plan, planOf, type ValuePlan } from './execution-plan.js';

export interface Execution {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown> | undefined;
  context: unknown;
}

type Path = ResponsePath;
type Row = Record<string, unknown>;
type Awaitable = unknown;

/**
 * Executes a query as graphql-js does, along a plan kept with its document: rows are plain, so that most of what
 * graphql-js looks up for each field of each row is known beforehand. Null when graphql-js must do it.
 */
export function execute(execution: Execution): Promise<ExecutionResult> | null {
  const { schema, document, operation } = execution;
  const plan = planOf(schema, document, operation);
  if (!plan) return null;
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], execution.variables ?? {});
  return variables.coerced ? new Executor(execution, plan, variables.coerced).run() : null;
}

class Executor {
  readonly #errors: GraphQLError[] = [];
  constructor(
    private readonly execution: Execution,
    private readonly plan: Plan,
    private readonly variables: Record<string, unknown>,
  ) {}

  async run(): Promise<ExecutionResult> {
    let data: Row | null = null;
    try {
      data = (await this.#object(this.plan.root, undefined, undefined)) as Row;
    } catch (error) {
      this.#errors.push(error as GraphQLError);
    }
    return this.#errors.length > 0 ? { errors: this.#errors, data } : { data };
  }

  #object(plan: ObjectPlan, source: unknown, path: Path | undefined): Awaitable {
    const row: Row = {};
    let waiting: Promise<unknown>[] | undefined;
    for (const field of plan.fields) {
      if ('typename' in field) {
        row[field.key] = field.typename;
        continue;
      }
      let value: Awaitable;
      try {
        value = this.#field(field, source, path);
      } catch (error) {
        return afterAll(waiting, error);
      }
      row[field.key] = value;
      if (!isPromise(value)) continue;
      waiting ??= [];
      waiting.push(
        value.then(done => {
          row[field.key] = done;
        }),
      );
    }
    return waiting ? Promise.all(waiting).then(() => row) : row;
  }

  #field(plan: FieldPlan, source: unknown, parent: Path | undefined): Awaitable {
    const { field, value: wanted } = plan;
    try {
      let value =
        field.resolve || source === undefined ? this.#resolved(plan, source, parent) : (source as Row)[field.name];
      if (typeof value === 'function' && !field.resolve) value = this.#called(plan, source, parent);
      if (wanted.kind === 'leaf' && !isPromise(value)) return this.#leaf(wanted, value, plan);
      const path = pathOf(plan, parent);
      const done = isPromise(value)
        ? value.then(found => this.#value(wanted, found, path, plan))
        : this.#value(wanted, value, path, plan);
      return isPromise(done) ? done.catch(error => this.#refused(wanted, error, plan, path)) : done;
    } catch (error) {
      return this.#refused(wanted, error, plan, pathOf(plan, parent));
    }
  }

  #value(wanted: ValuePlan, value: unknown, path: Path, plan: FieldPlan): Awaitable {
    if (wanted.kind === 'leaf') return this.#leaf(wanted, value, plan);
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return nothing(wanted, plan);
    return wanted.kind === 'list'
      ? this.#list(wanted.item, value, path, plan)
      : this.#object(wanted.object, value, path);
  }

  #leaf(wanted: ValuePlan & { kind: 'leaf' }, value: unknown, plan: FieldPlan): unknown {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return nothing(wanted, plan);
    const text = wanted.type.serialize(value);
    if (text === null || text === undefined) {
      throw new Error(`Expected \`${wanted.type}.serialize(${String(value)})\` to return non-nullable value.`);
    }
    return text;
  }

  #list(wanted: ValuePlan, values: unknown, path: Path, plan: FieldPlan): Awaitable {
    if (!isIterable(values)) {
      const name = `${plan.parent.name}.${plan.field.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const items: Awaitable[] = [];
    let waiting: Promise<unknown>[] | undefined;
    for (const value of values) {
      try {
        const item = this.#item(wanted, value, path, items.length, plan);
        items.push(item);
        if (!isPromise(item)) continue;
        waiting ??= [];
        waiting.push(item);
      } catch (error) {
        // nobody waits for the items before this one any more
        for (const item of waiting ?? []) item.catch(() => undefined);
        throw error;
      }
    }
    return waiting ? Promise.all(items) : items;
  }

  #item(wanted: ValuePlan, value: unknown, prev: Path, index: number, plan: FieldPlan): Awaitable {
    const path = (): Path => ({ prev, key: index, typename: undefined });
    try {
      if (wanted.kind === 'leaf' && !isPromise(value)) return this.#leaf(wanted, value, plan);
      const done = isPromise(value)
        ? value.then(found => this.#value(wanted, found, path(), plan))
        : this.#value(wanted, value, path(), plan);
      return isPromise(done) ? done.catch(error => this.#refused(wanted, error, plan, path())) : done;
    } catch (error) {
      return this.#refused(wanted, error, plan, path());
    }
  }

  /** An error ends at the nearest place that may be null. */
  #refused(wanted: ValuePlan, raw: unknown, plan: FieldPlan, path: Path): null {
    const error = locatedError(raw, [...plan.nodes], keysOf(path));
    if (!wanted.isNullable) throw error;
    this.#errors.push(error);
    return null;
  }

  #resolved(plan: FieldPlan, source: unknown, parent: Path | undefined): unknown {
    const { resolve } = plan.field;
    return resolve?.(source, this.#argumentsOf(plan), this.execution.context, this.#info(plan, parent));
  }

  /** A method of the row stands for its field. */
  #called(plan: FieldPlan, source: unknown, parent: Path | undefined): unknown {
    const method = (source as Record<string, (...given: unknown[]) => unknown>)[plan.field.name]!;
    return method.call(source, this.#argumentsOf(plan), this.execution.context, this.#info(plan, parent));
  }

  #argumentsOf({ field, nodes }: FieldPlan): Row {
    return field.args.length > 0 ? getArgumentValues(field, nodes[0]!, this.variables) : {};
  }

  #info(plan: FieldPlan, parent: Path | undefined): GraphQLResolveInfo {
    return {
      fieldName: plan.field.name,
      fieldNodes: plan.nodes,
      returnType: plan.field.type,
      parentType: plan.parent,
      path: pathOf(plan, parent),
      schema: this.execution.schema,
      fragments: this.plan.fragments,
      rootValue: undefined,
      operation: this.execution.operation,
      variableValues: this.variables,
    };
  }
}

const pathOf = (plan: FieldPlan, prev: Path | undefined): Path => ({ prev, key: plan.key, typename: plan.parent.name });

function nothing(wanted: ValuePlan, { parent, field }: FieldPlan): null {
  if (wanted.isNullable) return null;
  throw new Error(`Cannot return null for non-nullable field ${parent.name}.${field.name}.`);
}

function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) keys.push(at.key);
  return keys.reverse();
}

/** Fails once all that was begun has ended, whatever became of it. */
function afterAll(waiting: Promise<unknown>[] | undefined, error: unknown): Promise<never> {
  if (!waiting) throw error;
  return Promise.allSettled(waiting).then(() => {
    throw error;
  });
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as Promise<unknown>).then === 'function';

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;
