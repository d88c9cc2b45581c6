import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLLeafType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** What a value is made into: a leaf, an object or a list of such. */
export type ValuePlan = { isNullable: boolean } & (
  | { kind: 'leaf'; type: GraphQLLeafType }
  | { kind: 'object'; object: ObjectPlan }
  | { kind: 'list'; item: ValuePlan }
);

export interface FieldPlan {
  key: string;
  field: Field;
  parent: GraphQLObjectType;
  nodes: readonly FieldNode[];
  value: ValuePlan;
}

/** The fields of one object of a document; a type name needs no look at the object. */
export interface ObjectPlan {
  type: GraphQLObjectType;
  fields: readonly (FieldPlan | { key: string; typename: string })[];
}

export interface Plan {
  root: ObjectPlan;
  fragments: Record<string, FragmentDefinitionNode>;
}

/** Thrown while planning: the document has something that graphql-js had better see to. */
class Unplanned extends Error {}

const kept = new WeakMap<OperationDefinitionNode, Plan | null>();

/**
 * The plan of a valid query, made once for each document kept; null when it is a mutation or has directives, abstract
 * types or introspection, which graphql-js executes.
 */
export function planOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Plan | null {
  const known = kept.get(operation);
  if (known !== undefined) return known;
  const plan = tryPlan(schema, document, operation);
  kept.set(operation, plan);
  return plan;
}

function tryPlan(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Plan | null {
  const type = schema.getQueryType();
  if (operation.operation !== 'query' || !type || operation.directives?.length) return null;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  try {
    return { root: objectPlan(type, [operation.selectionSet], fragments), fragments };
  } catch (error) {
    if (error instanceof Unplanned) return null;
    throw error;
  }
}

function objectPlan(
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  fragments: Record<string, FragmentDefinitionNode>,
): ObjectPlan {
  if (type.isTypeOf) throw new Unplanned();
  const grouped = new Map<string, FieldNode[]>();
  for (const set of sets) collect(type, set, fragments, grouped);
  const fields = [...grouped].map(([key, nodes]) => {
    const name = nodes[0]!.name.value;
    if (name === '__typename') return { key, typename: type.name };
    const field = type.getFields()[name];
    if (!field) throw new Unplanned();
    const below = nodes.flatMap(node => node.selectionSet ?? []);
    return { key, field, parent: type, nodes, value: valuePlan(field.type, below, fragments) };
  });
  return { type, fields };
}

function valuePlan(
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  fragments: Record<string, FragmentDefinitionNode>,
): ValuePlan {
  const isNullable = !isNonNullType(type);
  const inner = type instanceof GraphQLNonNull ? type.ofType : type;
  if (isListType(inner)) return { kind: 'list', isNullable, item: valuePlan(inner.ofType, sets, fragments) };
  if (isLeafType(inner)) return { kind: 'leaf', isNullable, type: inner };
  if (!isObjectType(inner)) throw new Unplanned();
  return { kind: 'object', isNullable, object: objectPlan(inner, sets, fragments) };
}

function collect(
  type: GraphQLObjectType,
  set: SelectionSetNode,
  fragments: Record<string, FragmentDefinitionNode>,
  into: Map<string, FieldNode[]>,
): void {
  for (const node of set.selections) {
    if (node.directives?.length) throw new Unplanned();
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      const same = into.get(key);
      if (same) same.push(node);
      else into.set(key, [node]);
      continue;
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
    const condition = fragment?.typeCondition?.name.value ?? type.name;
    // valid documents name other types here only where abstract ones are about
    if (!fragment || condition !== type.name || fragment.directives?.length) throw new Unplanned();
    collect(type, fragment.selectionSet, fragments, into);
  }
}
