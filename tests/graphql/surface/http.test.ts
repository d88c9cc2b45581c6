import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { Surface } from './surface.js';

let surface: Surface;
beforeAll(async () => {
  surface = await Surface.open();
});
beforeEach(() => {
  surface.entries.length = 0;
  surface.logged.length = 0;
  surface.shelf.calls = 0;
  surface.shelf.failure = null;
});
afterAll(() => surface.close());

const codes = (answer: { errors?: { extensions: { code: string } }[] }) => answer.errors?.map(e => e.extensions.code);

describe('what a refusal looks like', () => {
  test('whoever is not signed in gets 200 with UNAUTHENTICATED, and nothing runs', async () => {
    const answer = await surface.post('{ book(id: "1") { id } }');
    expect(answer).toMatchObject({ status: 200, data: { book: null } });
    expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
    expect(surface.shelf.calls).toBe(0);
    expect(surface.entries).toMatchObject([{ operation: 'book', outcome: 'DENIED', code: 'UNAUTHENTICATED' }]);
    expect(surface.entries[0]?.requestId).toBe(answer.headers.get('x-request-id'));
  });

  test('a wrong token counts as none: what is public answers, the rest does not', async () => {
    expect(await surface.post('{ greeting }', {}, { as: 'nobody' })).toMatchObject({ data: { greeting: 'hello' } });
    expect(codes(await surface.post('{ me }', {}, { as: 'nobody' }))).toEqual(['UNAUTHENTICATED']);
  });

  test('whoever may not call a root field gets FORBIDDEN before its resolver', async () => {
    const answer = await surface.post(
      'mutation { createBook(input: { title: "x" }) { book { id } } }',
      {},
      { as: 'auditor' },
    );
    expect(codes(answer)).toEqual(['FORBIDDEN']);
    expect(surface.entries).toMatchObject([{ operation: 'createBook', outcome: 'DENIED', code: 'FORBIDDEN' }]);
  });

  test('a field the viewer may not see is null, with FORBIDDEN at its path and its siblings intact', async () => {
    const answer = await surface.post('{ book(id: "1") { id price author { name } } }', {}, { as: 'owner' });
    expect(answer).toMatchObject({ status: 200, data: { book: { id: 'b1', price: null, author: { name: 'A' } } } });
    expect(answer.errors).toMatchObject([{ path: ['book', 'price'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('what nobody foresaw is masked, and its request id leads to the log', async () => {
    surface.shelf.failure = new Error('select secret from leads: relation "leads" does not exist');
    const answer = await surface.post('{ book(id: "1") { id } }', {}, { as: 'owner' });
    const requestId = answer.headers.get('x-request-id');
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }]);
    expect(JSON.stringify(answer.errors)).not.toMatch(/select|secret|leads|stack/);
    expect(surface.logged).toMatchObject([{ requestId, path: ['book'] }]);
  });

  test('a missing row is null without an error', async () => {
    const answer = await surface.post('{ book(id: "missing") { id } }', {}, { as: 'owner' });
    expect(answer).toMatchObject({ status: 200, data: { book: null } });
    expect(answer.errors).toBeUndefined();
  });

  test.each([
    ['taken', 'DUPLICATE'],
    ['invalid', 'INVALID'],
  ])('a refused rule or value comes in userErrors (%s)', async (title, code) => {
    const query =
      'mutation($title: String!) { createBook(input: { title: $title }) { book { id } userErrors { code path message } } }';
    const answer = await surface.post(query, { title }, { as: 'owner' });
    expect(answer.data).toMatchObject({ createBook: { book: null, userErrors: [{ code, path: ['title'] }] } });
    expect(answer.errors).toBeUndefined();
  });

  test('too many calls are RATE_LIMITED with the time to wait', async () => {
    const answer = await surface.post(
      'mutation { createBook(input: { title: "slow down" }) { book { id } } }',
      {},
      { as: 'owner' },
    );
    expect(codes(answer)).toEqual(['RATE_LIMITED']);
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  test('a service that is down is 503', async () => {
    const answer = await surface.post(
      'mutation { createBook(input: { title: "down" }) { book { id } } }',
      {},
      { as: 'owner' },
    );
    expect([answer.status, codes(answer)]).toEqual([503, ['SERVICE_UNAVAILABLE']]);
  });

  test('without an audit log every call fails closed', async () => {
    surface.isAuditDown = true;
    try {
      for (const query of ['{ greeting }', '{ book(id: "1") { id } }', '{ nope }', 'not graphql']) {
        const answer = await surface.post(query, {}, { as: 'owner' });
        expect([query, answer.status, codes(answer), answer.data ?? null]).toEqual([
          query,
          503,
          ['SERVICE_UNAVAILABLE'],
          null,
        ]);
      }
    } finally {
      surface.isAuditDown = false;
    }
  });

  test('every call leaves a row with its request id, refused ones too', async () => {
    for (const query of ['{ greeting }', '{ nope }', '{', '']) {
      surface.entries.length = 0;
      const answer = await surface.post(query);
      expect(surface.entries.map(entry => entry.requestId)).toEqual([answer.headers.get('x-request-id')]);
    }
  });
});

describe('how a call must be made', () => {
  const query = '{ greeting }';
  const call = (init: RequestInit, search = '') => fetch(surface.url + search, init);
  const json = { 'content-type': 'application/json' };
  const preflighted = { 'apollo-require-preflight': 'yes' };

  test.each([
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent(query)}`],
    ['text/plain', JSON.stringify({ query })],
    ['multipart/form-data; boundary=x', '--x--'],
  ])('a body that needs no preflight is refused unread (%s)', async (type, body) => {
    const response = await call({ method: 'POST', headers: { 'content-type': type }, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  test('a query may be got, with a header that needs a preflight', async () => {
    const search = `?query=${encodeURIComponent(query)}`;
    expect((await call({}, search)).status).toBe(400);
    expect(await (await call({ headers: preflighted }, search)).json()).toEqual({ data: { greeting: 'hello' } });
    expect((await call({ headers: { ...preflighted, 'content-type': 'text/plain' } }, search)).status).toBe(415);
  });

  test('a mutation may not be got', async () => {
    const search = `?query=${encodeURIComponent('mutation { createBook(input: { title: "x" }) { book { id } } }')}`;
    const response = await call({ headers: { ...preflighted, authorization: 'Bearer owner' } }, search);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(surface.shelf.calls).toBe(0);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is no method of this address', async method => {
    expect((await call({ method, headers: json, body: JSON.stringify({ query }) })).status).toBe(405);
  });

  test('calls in one body are refused, and of several operations only the named one runs', async () => {
    const batch = await call({ method: 'POST', headers: json, body: JSON.stringify(Array(10).fill({ query })) });
    expect(batch.status).toBe(400);
    const document = Array.from({ length: 10 }, (_, at) => `query Q${at} { book(id: "${at}") { id } }`).join('\n');
    const body = JSON.stringify({ query: document, operationName: 'Q3' });
    await call({ method: 'POST', headers: { ...json, authorization: 'Bearer owner' }, body });
    expect(surface.shelf.calls).toBe(1);
  });

  test.each([
    ['not JSON', '{"query": '],
    ['a field twice', '{"query":"{ greeting }","query":"{ me }"}'],
    ['a NUL', JSON.stringify({ query, variables: { a: '\0' } })],
    ['half a surrogate pair', '{"query":"{ greeting }","variables":{"a":"\\ud800"}}'],
    ['a depth bomb', `{"query":"{ greeting }","variables":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
    ['a number that would lose digits', '{"query":"{ greeting }","variables":{"a":9007199254740993}}'],
    ['no query', '{}'],
    ['a query that is no text', '{"query":{"kind":"Document"}}'],
  ])('%s is refused with 400', async (_what, body) => {
    const response = await call({ method: 'POST', headers: json, body });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(['BAD_REQUEST', 'BAD_USER_INPUT']).toContain(errors[0]?.extensions.code);
  });

  test('invalid UTF-8 is refused, a body over a megabyte is 413', async () => {
    const broken = Buffer.concat([
      Buffer.from('{"query":"{ greeting }","x":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]);
    expect((await call({ method: 'POST', headers: json, body: broken })).status).toBe(400);
    const huge = JSON.stringify({ query, variables: { a: 'x'.repeat(1_100_000) } });
    expect((await call({ method: 'POST', headers: json, body: huge })).status).toBe(413);
  });

  test('answers are not kept or sniffed', async () => {
    const { headers } = await surface.post(query);
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
  });
});

describe('the specification of GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: () => surface.url,
    fetchFn: (input: string, init: RequestInit) =>
      fetch(input, { ...init, headers: { 'apollo-require-preflight': 'yes', ...(init?.headers as object) } }),
  });

  test.each(audits.map(audit => [`${audit.id} ${audit.name}`, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn();
    expect([result.status, 'reason' in result ? result.reason : '']).not.toEqual(['error', expect.anything()]);
  });
});
