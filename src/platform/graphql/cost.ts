import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { defaultPageSize, maxPageSize } from '../reading/page-size.js';
import { limits } from './limits.js';

type Variables = Readonly<Record<string, unknown>> | undefined | null;

/** How many rows a list without page arguments is taken to have. */
const plainListSize = 10;

/** One walk over an operation; it has passed validation, so its names and fragments exist. */
interface Walk {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  operation: OperationDefinitionNode;
  variables: Variables;
  usesVariables: boolean;
}

const refusal = (message: string, argument?: string) =>
  new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 }, ...(argument && { argument: [argument] }) },
  });

/** Documents are kept parsed; the verdict on one whose page sizes are literals is kept with it. */
const kept = new WeakMap<OperationDefinitionNode, GraphQLError | null>();

/** Why this operation may not run at its page sizes; null when it may. */
export function costRefusal(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): GraphQLError | null {
  const before = kept.get(operation);
  if (before !== undefined) return before;
  const fragments = new Map(
    document.definitions.flatMap(node => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const walk: Walk = { schema, fragments, operation, variables, usesVariables: false };
  const verdict = judge(walk);
  if (!walk.usesVariables) kept.set(operation, verdict);
  return verdict;
}

function judge(walk: Walk): GraphQLError | null {
  try {
    const cost = costOf(walk, walk.operation.selectionSet, walk.schema.getRootType(walk.operation.operation), null);
    if (cost <= limits.cost) return null;
    return refusal(`At these page sizes the operation could bring ${cost} objects; ${limits.cost} are allowed.`);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function costOf(
  walk: Walk,
  set: SelectionSetNode,
  type: GraphQLNamedType | null | undefined,
  page: number | null,
): number {
  let cost = 0;
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) cost += costOfField(walk, node, type, page);
    else if (node.kind === Kind.INLINE_FRAGMENT) {
      const narrowed = node.typeCondition ? walk.schema.getType(node.typeCondition.name.value) : type;
      cost += costOf(walk, node.selectionSet, narrowed, page);
    } else {
      const fragment = walk.fragments.get(node.name.value);
      if (!fragment) continue;
      cost += costOf(walk, fragment.selectionSet, walk.schema.getType(fragment.typeCondition.name.value), page);
    }
  }
  return cost;
}

function costOfField(
  walk: Walk,
  node: FieldNode,
  type: GraphQLNamedType | null | undefined,
  page: number | null,
): number {
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
  if (!field) return 0;
  const own = pageSizeOf(walk, node, field);
  if (!node.selectionSet) return 0;
  const times = isListType(getNullableType(field.type)) ? (page ?? plainListSize) : 1;
  return times * (1 + costOf(walk, node.selectionSet, getNamedType(field.type), own));
}

/** Rows the field may bring when it is a page; null when it is none. */
function pageSizeOf(walk: Walk, node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
  if (!field.args.some(arg => arg.name === 'first')) return null;
  const sizes: number[] = [];
  for (const name of ['first', 'last'] as const) {
    const size = argumentOf(walk, node, name);
    if (typeof size !== 'number') continue;
    if (size > maxPageSize)
      throw refusal(`A page holds at most ${maxPageSize} rows; \`${name}\` asks for ${size}.`, name);
    sizes.push(Math.max(size, 0));
  }
  return sizes.length > 0 ? Math.max(...sizes) : defaultPageSize;
}

function argumentOf(walk: Walk, node: FieldNode, name: string): unknown {
  const value = node.arguments?.find(argument => argument.name.value === name)?.value;
  if (value?.kind === Kind.INT) return Number(value.value);
  if (value?.kind !== Kind.VARIABLE) return undefined;
  walk.usesVariables = true;
  const given = walk.variables?.[value.name.value];
  if (given !== undefined) return given;
  const definition = walk.operation.variableDefinitions?.find(v => v.variable.name.value === value.name.value);
  return definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : undefined;
}
