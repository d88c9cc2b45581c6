import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type Failure, Surface, Talk } from './surface.js';

let development: Surface;
let production: Surface;
beforeAll(async () => {
  development = await Surface.open();
  production = await Surface.open({ isProduction: true });
});
afterAll(() => Promise.all([development.close(), production.close()]));

interface Answer {
  data?: unknown;
  errors?: Failure[];
  status?: number;
}
type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>;

const over = {
  http:
    (surface: () => Surface): Ask =>
    (query, variables) =>
      surface().post(query, variables, { as: 'owner' }),
  socket:
    (surface: () => Surface): Ask =>
    async (query, variables) => {
      const talk = await Talk.with(surface(), 'owner');
      try {
        return await talk.ask(query, variables);
      } finally {
        talk.socket.close();
      }
    },
};

const times = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');
const chain = (fields: string[]): string =>
  fields.reduceRight((inner, field) => (inner ? `${field} { ${inner} }` : field), '');
const deep = (depth: number) =>
  `{ ${chain(['book(id: "1")', ...Array.from({ length: depth - 2 }, (_, at) => (at % 2 === 0 ? 'author' : 'books')), depth % 2 === 0 ? 'id' : 'name'])} }`;

const hostile: [string, string, RegExp][] = [
  ['9 levels', deep(9), /9 levels/],
  [
    '9 levels through fragments',
    `${chain(['{ book(id: "1")'])} { ...A } } fragment A on Book { author { books { ...B } } } fragment B on Book { author { books { ...C } } } fragment C on Book { author { books { author { name } } } }`,
    /9 levels|8 levels|levels/,
  ],
  [
    '9 levels in a fragment named __schema',
    `{ book(id: "1") { ...__schema } } fragment __schema on Book { ${chain(['author', 'books', 'author', 'books', 'author', 'books', 'author', 'name'])} }`,
    /levels/,
  ],
  [
    'a fragment used near the root and again far below',
    `{ a: book(id: "1") { ...F } book(id: "1") { author { books { author { books { ...F } } } } } } fragment F on Book { author { books { author { name } } } }`,
    /levels/,
  ],
  ['16 aliases of a field', `{ ${times(16, at => `a${at}: greeting`)} }`, /16 aliases/],
  ['101 aliases of __typename', `{ ${times(101, at => `a${at}: __typename`)} }`, /aliases/],
  [
    'aliases spread over fragments',
    `{ ...A ...B } fragment A on Query { ${times(8, at => `a${at}: greeting`)} } fragment B on Query { ${times(8, at => `b${at}: greeting`)} }`,
    /16 aliases/,
  ],
  ['6 directives', `{ ${times(6, at => `a${at}: greeting @include(if: true)`)} }`, /6 directives/],
  ['500 fields', `{ ${times(500, () => '__typename')} }`, /fields|tokens/i],
  ['a thousand tokens', `{ book(id: "1") { ${times(2000, () => 'id')} } }`, /token/i],
  ['a page over the cap', '{ books(first: 99999999) { nodes { id } } }', /at most 100/],
  ['pages in pages', '{ books(first: 100) { nodes { sequels(first: 100) { nodes { id } } } } }', /10000/],
  [
    'a fragment that spreads itself',
    '{ book(id: "1") { ...A } } fragment A on Book { ...B } fragment B on Book { ...A }',
    /itself/,
  ],
  ['an unknown field', '{ greetin }', /Cannot query field/],
  ['no GraphQL at all', 'qwerty cop { abc }', /Syntax Error/],
];

describe.each([
  ['http', over.http(() => development)],
  ['socket', over.socket(() => development)],
] as const)('over %s', (transport, ask) => {
  test.each(hostile)('%s is refused', async (_what, query, reason) => {
    const before = development.shelf.calls;
    const answer = await ask(query);
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors?.[0]?.message).toMatch(reason);
    expect(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']).toContain(
      answer.errors?.[0]?.extensions.code,
    );
    if (transport === 'http') expect(answer.status).toBe(400);
    expect(development.shelf.calls).toBe(before);
  });

  test('what a large client asks passes', async () => {
    expect((await ask(deep(8))).errors).toBeUndefined();
    expect((await ask(`{ ${times(15, at => `a${at}: greeting`)} }`)).errors).toBeUndefined();
    expect(
      (await ask('{ books(first: 100) { nodes { sequels(first: 50) { nodes { id } } } } }')).errors,
    ).toBeUndefined();
    expect(
      (await ask(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }))).errors,
    ).toBeUndefined();
  });

  test('page sizes count in variables and their defaults too, each time anew', async () => {
    const query =
      'query($n: Int, $m: Int = 100) { books(first: $n) { nodes { sequels(first: $m) { nodes { id } } } } }';
    expect((await ask(query, { n: 10 })).errors).toBeUndefined();
    expect((await ask(query, { n: 101 })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: ['first'] } },
    ]);
    expect((await ask(query, { n: 100 })).errors?.[0]?.message).toMatch(/10000/);
    expect((await ask(query, { n: 100, m: 5 })).errors).toBeUndefined();
  });

  test('a refused document names at most five reasons', async () => {
    const { errors } = await ask(`{ ${times(10, at => `nope${at}`)} }`);
    expect(errors?.length).toBeLessThanOrEqual(5);
  });

  test.each([
    ['a field', '{ greetin }', {}],
    ['an argument', '{ book(idd: "1") { id } }', {}],
    ['a type', 'query($a: Genree) { books(genre: $a) { totalCount } }', {}],
    ['a fragment type', '{ book(id: "1") { ... on Bookk { id } } }', {}],
    ['an enum value', '{ books(genre: NOVELL) { totalCount } }', {}],
    ['an input field', 'mutation { createBook(input: { titel: "x" }) { book { id } } }', {}],
    ['an enum value in a variable', 'query($g: Genre) { books(genre: $g) { totalCount } }', { g: 'NOVELL' }],
    [
      'an input field in a variable',
      'mutation($i: CreateBookInput!) { createBook(input: $i) { book { id } } }',
      { i: { titel: 'x', title: 'y' } },
    ],
  ])('%s misspelt is not corrected', async (_what, query, variables) => {
    const { errors } = await ask(query, variables);
    expect(errors?.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toMatch(/did you mean|NOVEL"|"title\\"/i);
  });

  test('a refused variable is named, and what stands beside it is not repeated', async () => {
    const query = 'mutation($input: CreateBookInput!) { createBook(input: $input) { book { id } } }';
    const { errors } = await ask(query, { input: { title: null, genre: 'NOVEL', printedAt: '2026-02-30T00:00:00Z' } });
    expect(errors?.every(error => error.extensions.code === 'BAD_USER_INPUT')).toBe(true);
    expect(JSON.stringify(errors)).toMatch(/input\.printedAt/);
    expect(JSON.stringify(errors)).not.toMatch(/2026-02-30|NOVEL/);
    const missing = await ask(query, { input: { printedAt: '2026-01-30T00:00:00Z' } });
    expect(missing.errors?.[0]?.message).toMatch(/Field "title" of required type/);
    expect(missing.errors?.[0]?.message).not.toMatch(/2026/);
  });
});

describe.each([
  ['http', over.http(() => production)],
  ['socket', over.socket(() => production)],
] as const)('in production over %s', (_transport, ask) => {
  test.each([
    ['introspection', getIntrospectionQuery()],
    ['__type', '{ __type(name: "Book") { name } }'],
    ['introspection in a fragment', '{ ...S } fragment S on Query { __schema { types { name } } }'],
  ])('%s is refused', async (_what, query) => {
    const { data, errors } = await ask(query);
    expect([data ?? null, errors?.[0]?.extensions.code]).toEqual([null, 'GRAPHQL_VALIDATION_FAILED']);
  });

  test('__typename is not introspection', async () => {
    expect(await ask('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
  });
});

test('in production there is no page', async () => {
  const browser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
  const page = await fetch(development.url, browser);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const none = await fetch(production.url, browser);
  expect(none.status).toBe(400);
  expect(none.headers.get('content-type')).toMatch(/json/);
});
