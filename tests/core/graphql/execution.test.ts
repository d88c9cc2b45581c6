import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  type DocumentNode,
  type GraphQLObjectType,
  Kind,
  parse,
  execute as reference,
  validate,
} from 'graphql';
import { execute } from '../../../src/platform/graphql/execution.js';

const schema = buildSchema(`
  enum Status { NEW LOST }
  interface Named { name: String }
  type Person implements Named { name: String friend: Person }
  type Row {
    id: ID!
    name: String
    count: Int
    status: Status
    tags: [String!]
    required: [Row!]!
    loose: [Row]
    owner: Person
    strict: Person!
    page(first: Int = 5, after: String): Page!
  }
  type Page { nodes: [Row!]! total: Int! }
  type Query { row(id: ID, deep: Boolean): Row rows: [Row!]! maybe: [Row] named: Named word: String! }
  type Mutation { row: Row }
`);

const documents = [
  '{ row { id name count status tags __typename owner { name friend { name } } } }',
  '{ rows { id strict { name } required { id name } loose { name count } } }',
  '{ maybe { id tags } word rows { name } }',
  'query ($n: Int!, $id: ID) { row(id: $id, deep: true) { a: page(first: $n) { total nodes { id } } page { nodes { name } } } }',
  'query { row { ...Some ... on Row { tags } ... { count } } } fragment Some on Row { id owner { name } owner { friend { name } } }',
  'query ($deep: Boolean = false) { one: row(deep: $deep) { id } two: row { id name } }',
];

/** A value as a resolver may give it: at once or later, fine, missing or failing. */
const given = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 13, arbitrary: required(value) }, { weight: 1, arbitrary: fc.constant({ make: 'rejection' }) });

/** Where no null may stand nothing is rejected: graphql-js leaves such a promise behind when a neighbour fails at once. */
const required = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 8, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
    { weight: 1, arbitrary: fc.constant({ make: 'error' }) },
    { weight: 1, arbitrary: value.map(later => ({ make: 'promise', later })) },
    { weight: 1, arbitrary: value.map(later => ({ make: 'method', later })) },
  );

const person = (depth: number): fc.Arbitrary<unknown> =>
  fc.record({ name: given(fc.string()), friend: depth > 0 ? given(person(depth - 1)) : fc.constant(null) });

function rowOf(depth: number): fc.Arbitrary<unknown> {
  const rows: fc.Arbitrary<unknown[]> = depth > 0 ? fc.array(rowOf(depth - 1), { maxLength: 2 }) : fc.constant([]);
  const looseRows = depth > 0 ? fc.array(given(rowOf(depth - 1)), { maxLength: 2 }) : fc.constant([]);
  return fc.record({
    id: required(fc.uuid()),
    name: given(fc.string()),
    count: given(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant('many'))),
    status: given(fc.constantFrom('NEW', 'LOST', 'ODD')),
    tags: given(fc.oneof(fc.array(required(fc.string()), { maxLength: 3 }), fc.constant(7))),
    required: rows,
    loose: looseRows,
    owner: given(person(1)),
    strict: required(person(1)),
    page: fc.record({ total: required(fc.integer({ min: 0, max: 9 })), nodes: required(rows) }),
  });
}
const row = rowOf(2);

/** The described value, made anew: promises and errors serve one execution. */
function made(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(made);
  if (typeof value !== 'object' || value === null) return value;
  const { make, later } = value as { make?: string; later?: unknown };
  if (make === 'error') return new Error('no');
  if (make === 'promise') return Promise.resolve(made(later));
  if (make === 'method') return () => made(later);
  if (make === 'rejection') {
    const rejected = Promise.reject(new Error('never'));
    rejected.catch(() => undefined);
    return rejected;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, made(inner)]));
}

function resolving(root: unknown, told: unknown[]): void {
  const { row, rows, maybe, word } = schema.getQueryType()!.getFields();
  const tell = (
    source: unknown,
    args: object,
    _: unknown,
    info: { path: { key: unknown }; fieldName: string; variableValues: object },
  ) => {
    told.push([info.fieldName, info.path.key, { ...args }, { ...info.variableValues }]);
    return source;
  };
  for (const field of [row, rows, maybe, word]) {
    field!.resolve = (_, args, context, info) => {
      tell(null, args, context, info);
      return info.fieldName === 'row'
        ? made(root)
        : info.fieldName === 'word'
          ? 'word'
          : Promise.resolve([made(root), made(root)]);
    };
  }
  const { page } = (schema.getType('Row') as GraphQLObjectType).getFields();
  page!.resolve = (source, args, context, info) => tell((source as { page: unknown }).page, args, context, info);
}

/** As a client sees it; errors in a fixed order, since those of one moment have none. */
const seen = (result: unknown) => {
  const { data, errors = [] } = JSON.parse(JSON.stringify(result)) as { data?: unknown; errors?: { path: unknown }[] };
  return { data, errors: errors.map(error => JSON.stringify(error)).sort() };
};

const operationOf = (document: DocumentNode) => {
  const found = document.definitions.find(definition => definition.kind === Kind.OPERATION_DEFINITION);
  return found!;
};

describe('execution along a plan', () => {
  test.each(documents)('answers as graphql-js does: %s', async text => {
    const document = parse(text);
    expect(validate(schema, document)).toEqual([]);
    const variables = { n: 2, id: 'x', deep: true };
    const property = fc.asyncProperty(row, async root => {
      const told: unknown[][] = [[], []];
      resolving(root, told[0]!);
      const mine = await execute({ schema, document, operation: operationOf(document), variables, context: {} });
      resolving(root, told[1]!);
      const theirs = await reference({ schema, document, variableValues: variables, contextValue: {} });
      expect(mine).not.toBeNull();
      expect(seen(mine)).toEqual(seen(theirs));
      // after a failure that ends an object, what is still asked for its other fields is free
      if (seen(theirs).errors.length > 0) return;
      expect(told[0]!.map(call => JSON.stringify(call)).sort()).toEqual(
        told[1]!.map(call => JSON.stringify(call)).sort(),
      );
    });
    await fc.assert(property, { numRuns: 150 });
  });

  test.each([
    ['mutation { row { id } }', {}],
    ['query ($x: Boolean!) { row { id @include(if: $x) } }', { x: true }],
    ['{ named { name } }', {}],
    ['{ __schema { queryType { name } } }', {}],
    ['query ($n: Int!) { row { page(first: $n) { total } } }', { n: 'many' }],
    ['query ($n: Int!) { row { page(first: $n) { total } } }', {}],
  ])('leaves to graphql-js: %s %j', (text, variables) => {
    const document = parse(text);
    expect(execute({ schema, document, operation: operationOf(document), variables, context: {} })).toBeNull();
  });
});
