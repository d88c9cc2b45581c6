import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { SelectedField, Selection } from '../reading/selection.js';

/** The circumstances in which one selection is read. */
interface Reading {
  info: GraphQLResolveInfo;
  /** Whether anything read depends on this call's variables, so that the result can't be kept. */
  isVariable: boolean;
}

const nothing: Selection = { fields: new Map() };

type Grouped = Map<string, FieldNode[]>;

/** Documents are kept parsed, so a field that uses no variables is read once for all its calls. */
const kept = new WeakMap<FieldNode, Map<string, Selection>>();

/**
 * What the caller asked for below this field, or below the fields named by `path` from here:
 * `selectionOf(info, 'lead')` in a payload. Without fields when nothing there was asked for.
 */
export function selectionOf(info: GraphQLResolveInfo, ...path: string[]): Selection {
  const [node] = info.fieldNodes;
  const isSingle = info.fieldNodes.length === 1 && node !== undefined;
  const key = path.join('.');
  const before = isSingle ? kept.get(node)?.get(key) : undefined;
  if (before !== undefined) return before;
  const reading: Reading = { info, isVariable: false };
  const selection = read(reading, path);
  if (isSingle && !reading.isVariable) {
    const paths = kept.get(node) ?? new Map<string, Selection>();
    kept.set(node, paths.set(key, selection));
  }
  return selection;
}

function read(reading: Reading, path: string[]): Selection {
  let nodes: readonly FieldNode[] = reading.info.fieldNodes;
  let type = objectTypeOf(reading.info.returnType);
  for (const name of path) {
    if (!type) return nothing;
    const grouped: Grouped = new Map();
    for (const node of nodes) collect(reading, type, node.selectionSet, grouped);
    nodes = [...grouped.values()].flat().filter(node => node.name.value === name);
    const field = type.getFields()[name];
    if (nodes.length === 0 || !field) return nothing;
    type = objectTypeOf(field.type);
  }
  return type ? selectionBelow(reading, type, nodes) : nothing;
}

function selectionBelow(reading: Reading, type: GraphQLObjectType, nodes: readonly FieldNode[]): Selection {
  const grouped: Grouped = new Map();
  for (const node of nodes) collect(reading, type, node.selectionSet, grouped);
  const fields = new Map<string, SelectedField>();
  for (const [key, [node, ...more]] of grouped) {
    const definition = node && type.getFields()[node.name.value];
    if (!node || !definition) continue;
    const below = objectTypeOf(definition.type);
    if (node.arguments?.some(argument => usesVariable(argument.value))) reading.isVariable = true;
    fields.set(key, {
      name: node.name.value,
      args: definition.args.length > 0 ? getArgumentValues(definition, node, reading.info.variableValues) : {},
      selection: below && selectionBelow(reading, below, [node, ...more]),
    });
  }
  return { fields };
}

/** Gathers the fields of a selection set by response key, fragments opened, as the executor does. */
function collect(reading: Reading, type: GraphQLObjectType, set: SelectionSetNode | undefined, into: Grouped): void {
  for (const node of set?.selections ?? []) {
    if (!isWanted(reading, node)) continue;
    if (node.kind === 'Field') {
      if (node.name.value.startsWith('__')) continue;
      const key = node.alias?.value ?? node.name.value;
      const same = into.get(key);
      if (same) same.push(node);
      else into.set(key, [node]);
      continue;
    }
    const fragment = node.kind === 'InlineFragment' ? node : reading.info.fragments[node.name.value];
    if (fragment && appliesTo(reading, fragment.typeCondition, type)) {
      collect(reading, type, fragment.selectionSet, into);
    }
  }
}

function isWanted(reading: Reading, node: SelectionNode): boolean {
  if (!node.directives?.length) return true;
  if (node.directives.some(d => d.arguments?.some(argument => usesVariable(argument.value)))) reading.isVariable = true;
  const { variableValues } = reading.info;
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
}

function appliesTo(
  { info }: Reading,
  condition: FragmentDefinitionNode['typeCondition'] | undefined,
  type: GraphQLObjectType,
): boolean {
  if (!condition || condition.name.value === type.name) return true;
  const named = info.schema.getType(condition.name.value);
  return isAbstractType(named) && info.schema.isSubType(named, type);
}

function objectTypeOf(type: GraphQLOutputType): GraphQLObjectType | null {
  const named = getNamedType(type);
  return isObjectType(named) ? named : null;
}

function usesVariable(value: { kind: string; values?: unknown; fields?: unknown }): boolean {
  if (value.kind === 'Variable') return true;
  if (Array.isArray(value.values)) return value.values.some(usesVariable);
  if (Array.isArray(value.fields)) return value.fields.some((field: { value: never }) => usesVariable(field.value));
  return false;
}
