import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What one document may ask, over every transport. */
export const limits = {
  /** Twice what GraphiQL's introspection needs four times over; a whole lead with its relations needs about 300. */
  tokens: 1000,
  depth: 8,
  /** Aliases of one field. */
  aliases: 15,
  directives: 5,
  /** Fields, counted as often as fragments repeat them. */
  fields: 400,
  /** Objects a document could bring at its page sizes. */
  cost: 10_000,
  /** Refused documents say at most this many reasons. */
  errors: 5,
} as const;

/** What a selection set comes to, its fragments included as often as they are used. */
interface Measure {
  depth: number;
  fields: number;
  directives: number;
  aliases: Map<string, number>;
}

const empty = (): Measure => ({ depth: 0, fields: 0, directives: 0, aliases: new Map() });

/** Measures one document; each fragment once, by its definition, so that no name or reuse escapes. */
class Survey {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #measured = new Map<string, Measure>();

  constructor(document: DocumentNode) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(node.name.value, node);
    }
  }

  measure(set: SelectionSetNode | undefined, total: Measure = empty()): Measure {
    for (const node of set?.selections ?? []) {
      total.directives += node.directives?.length ?? 0;
      if (node.kind === Kind.FIELD) {
        const { alias, name } = node;
        total.fields += 1;
        if (alias) total.aliases.set(name.value, (total.aliases.get(name.value) ?? 0) + 1);
        const below = this.measure(node.selectionSet);
        // Introspection has a rule of its own for its depth.
        add(total, below, name.value === '__schema' || name.value === '__type' ? 0 : below.depth + 1);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const below = this.measure(node.selectionSet);
        add(total, below, below.depth);
      } else {
        const below = this.#fragment(node.name.value);
        add(total, below, below.depth);
      }
    }
    return total;
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known) return known;
    // A fragment that spreads itself finds the empty measure; another rule refuses it.
    this.#measured.set(name, empty());
    const node = this.#fragments.get(name);
    const measured = this.measure(node?.selectionSet);
    measured.directives += node?.directives?.length ?? 0;
    this.#measured.set(name, measured);
    return measured;
  }
}

function add(total: Measure, below: Measure, depth: number): void {
  total.depth = Math.max(total.depth, depth);
  total.fields += below.fields;
  total.directives += below.directives;
  for (const [name, count] of below.aliases) total.aliases.set(name, (total.aliases.get(name) ?? 0) + count);
}

function excess({ depth, fields, directives, aliases }: Measure): string | null {
  if (depth > limits.depth) return `The document is nested ${depth} levels deep; ${limits.depth} are allowed.`;
  const repeated = [...aliases].find(([, count]) => count > limits.aliases);
  if (repeated) return `The document has ${repeated[1]} aliases of one field; ${limits.aliases} are allowed.`;
  if (directives > limits.directives)
    return `The document has ${directives} directives; ${limits.directives} are allowed.`;
  return fields > limits.fields ? `The document asks for ${fields} fields; ${limits.fields} are allowed.` : null;
}

/** The rule that holds every operation of a document to the limits of its shape. */
export const shapeRule: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  Document(document) {
    const survey = new Survey(document);
    for (const node of document.definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION) continue;
      const measured = survey.measure(node.selectionSet);
      measured.directives += node.directives?.length ?? 0;
      for (const variable of node.variableDefinitions ?? []) measured.directives += variable.directives?.length ?? 0;
      const reason = excess(measured);
      if (reason) context.reportError(new GraphQLError(reason, { nodes: [node] }));
    }
    return false;
  },
});
