import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLResolveInfo, graphqlSync } from 'graphql';
import { selectionOf } from '../../../src/platform/graphql/selection.js';
import type { Selection } from '../../../src/platform/reading/selection.js';

const schema = buildSchema(`
  type Query { book(id: ID): Book  books(first: Int): Books! }
  type Books { nodes: [Book!]!  edges: [Edge!]! }
  type Edge { node: Book! }
  type Book { id: ID  title: String  author: Author  sequels(first: Int = 7, of: Genre): [Book!] }
  type Author { id: ID  name: String }
  enum Genre { NOVEL POEM }
`);

/** What each call of the root field saw of its selection. */
function seen(query: string, variables: Record<string, unknown> = {}, ...path: string[]): Selection[] {
  const selections: Selection[] = [];
  const resolve = (_args: unknown, _ctx: unknown, info: GraphQLResolveInfo) => {
    selections.push(selectionOf(info, ...path));
    return null;
  };
  graphqlSync({ schema, source: query, variableValues: variables, rootValue: { book: resolve, books: resolve } });
  return selections;
}

/** A selection as nested lists of `key` or `key:name(args)`. */
function shown(selection: Selection | undefined): unknown[] {
  return [...(selection?.fields ?? [])].map(([key, field]) => {
    const args = Object.keys(field.args).length > 0 ? JSON.stringify(field.args) : '';
    const name = `${key === field.name ? key : `${key}:${field.name}`}${args}`;
    return field.selection ? [name, shown(field.selection)] : name;
  });
}

describe('a selection', () => {
  test('holds fields, aliases and nesting, and no __typename', () => {
    const [selection] = seen('{ book { __typename id called: title author { name } } }');
    expect(shown(selection)).toEqual(['id', 'called:title', ['author', ['name']]]);
  });

  test('opens fragments and merges what is asked for twice', () => {
    const [selection] = seen(`{ book { ...A author { id } ... on Book { title } ... { id } } }
      fragment A on Book { author { name } }`);
    expect(shown(selection)).toEqual([['author', ['name', 'id']], 'title', 'id']);
  });

  test('has arguments with their variables and defaults', () => {
    const query = 'query($n: Int, $g: Genre) { book { sequels(first: $n, of: $g) { id } } }';
    expect(shown(seen(query, { n: 3, g: 'POEM' })[0])).toEqual([['sequels{"first":3,"of":"POEM"}', ['id']]]);
    expect(shown(seen(query, {})[0])).toEqual([['sequels{"first":7}', ['id']]]);
  });

  test.each([
    [true, ['id', 'title']],
    [false, ['id']],
  ])('obeys @include and @skip (%s)', (isWanted, expected) => {
    const query =
      'query($y: Boolean!, $n: Boolean!) { book { id title @include(if: $y) author @skip(if: $n) { id } } }';
    expect(shown(seen(query, { y: isWanted, n: true })[0])).toEqual(expected);
  });

  test('can begin further down, by every way that leads there', () => {
    const query = '{ books { nodes { id } edges { node { title } } more: nodes { title } } }';
    expect(shown(seen(query, {}, 'nodes')[0])).toEqual(['id', 'title']);
    expect(shown(seen(query, {}, 'edges', 'node')[0])).toEqual(['title']);
    expect(shown(seen('{ books { edges { node { id } } } }', {}, 'nodes')[0])).toEqual([]);
  });

  test('is read once for a document without variables below the field, and anew otherwise', () => {
    const infos: GraphQLResolveInfo[] = [];
    const keep = (_args: unknown, _ctx: unknown, info: GraphQLResolveInfo) => void infos.push(info);
    const run = (source: string, n: number) =>
      graphqlSync({ schema, source, variableValues: { n }, rootValue: { book: keep, books: keep } });
    run('query($n: Int) { books(first: $n) { nodes { id } } }', 1);
    run('query($n: Int) { book { sequels(first: $n) { id } } }', 1);
    const [still, changing] = infos as [GraphQLResolveInfo, GraphQLResolveInfo];
    expect(selectionOf(still)).toBe(selectionOf(still));
    expect(selectionOf(changing)).not.toBe(selectionOf(changing));
    expect(shown(selectionOf({ ...changing, variableValues: { n: 9 } }))).toEqual([['sequels{"first":9}', ['id']]]);
  });
});
