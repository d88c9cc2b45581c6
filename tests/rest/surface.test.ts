import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/platform/clock.js';
import { type ProbeServer, startProbe } from './probe-server.js';

let probe: ProbeServer;
beforeAll(async () => {
  probe = await startProbe();
});
afterAll(() => probe.close());

/** Every refusal has this one shape. */
const refusal = (code: string) => ({
  error: { code, message: expect.any(String), details: expect.any(Array), requestId: expect.any(String) },
});

const things = '/api/v1/things';
const post = (raw: string | Uint8Array, headers?: Record<string, string>) =>
  probe.call('POST', things, { raw, headers });

describe('addresses and methods', () => {
  test.each(['/api/v1/nothing', '/nothing', '/api/v2/things', '/api/v1/things/a/b/c', '/api/v1/%ff', '/%E0%A4%A'])(
    '%s is a JSON 404 or 400, whatever is accepted',
    async path => {
      const reply = await probe.call('GET', path, { headers: { accept: 'text/html' } });
      expect([400, 404]).toContain(reply.status);
      expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(reply.json).toEqual(refusal(reply.status === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT'));
    },
  );

  test('a method that an address does not take is 405 with the ones it takes', async () => {
    const reply = await probe.call('PATCH', `${things}/${newId()}`);
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE');
    expect(reply.json).toEqual(refusal('METHOD_NOT_ALLOWED'));
    const stats = await probe.call('DELETE', `${things}/stats`);
    expect([stats.status, stats.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await probe.call('POST', '/api/v1/openapi.json')).headers.get('allow')).toBe('GET, HEAD');
  });

  test('OPTIONS names the methods', async () => {
    const reply = await probe.call('OPTIONS', things);
    expect([reply.status, reply.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
  });

  test('a method in a header or in the query is not a method', async () => {
    const id = newId();
    const reply = await probe.call('GET', `${things}/${id}`, { headers: { 'x-http-method-override': 'DELETE' } });
    expect(reply.status).toBe(404);
    expect((await probe.call('GET', `${things}?_method=DELETE`)).status).toBe(400);
  });

  test('stats is never read as an id', async () => {
    expect((await probe.call('GET', `${things}/stats`)).json).toEqual({ data: { total: 3 } });
  });

  test.each(['0', '-1', '1e3', '..%2f', 'x'.repeat(4096), '%00', '8f1b'])(
    'the id %.20s answers as a missing one',
    async id => {
      const missing = await probe.call('GET', `${things}/${newId()}`);
      const reply = await probe.call('GET', `${things}/${id}`);
      expect(reply.status).toBe(404);
      expect({ ...reply.json.error, requestId: '' }).toEqual({ ...missing.json.error, requestId: '' });
    },
  );

  test('HEAD is GET without its body', async () => {
    const reply = await probe.call('HEAD', `${things}/stats`);
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect(Number(reply.headers.get('content-length'))).toBeGreaterThan(0);
  });
});

describe('who may call', () => {
  test('nobody signed in: 401, and a row in the log', async () => {
    const reply = await probe.call('GET', things, { as: null });
    expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(reply.json).toEqual(refusal('UNAUTHENTICATED'));
    const text = 'select operation, outcome, code, channel from audit_log where request_id = $1';
    expect(await probe.database.query(text, [reply.json.error.requestId])).toEqual([
      { operation: 'things', outcome: 'DENIED', code: 'UNAUTHENTICATED', channel: 'rest' },
    ]);
  });

  test('a token that is none: 401; a public address takes it all the same', async () => {
    expect((await probe.call('GET', things, { as: 'nobody' })).status).toBe(401);
    expect((await probe.call('POST', '/api/v1/large', { as: 'nobody', body: [1] })).status).toBe(200);
  });

  test('a role without the permission: 403 before the body is read, and a row in the log', async () => {
    const reply = await probe.call('POST', things, { as: 'auditor', raw: '{broken' });
    expect([reply.status, reply.json]).toEqual([403, refusal('FORBIDDEN')]);
    const rows = await probe.database.query('select outcome from audit_log where request_id = $1', [
      reply.json.error.requestId,
    ]);
    expect(rows).toEqual([{ outcome: 'DENIED' }]);
  });

  test('a call that no use case recorded has one row of its own', async () => {
    const reply = await probe.call('GET', `${things}/stats`);
    const rows = await probe.database.query('select operation, outcome from audit_log where request_id = $1', [
      reply.headers.get('x-request-id'),
    ]);
    expect(rows).toEqual([{ operation: 'thingStats', outcome: 'SUCCEEDED' }]);
  });
});

describe('headers', () => {
  test('every answer is neither sniffed nor kept', async () => {
    for (const path of [things, '/nothing', `${things}/stats`, '/health/ready']) {
      const { headers } = await probe.call('GET', path);
      expect([headers.get('x-content-type-options'), headers.get('cache-control')]).toEqual(['nosniff', 'no-store']);
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  test('the request id of an error is the header', async () => {
    const reply = await probe.call('GET', '/nothing');
    expect(reply.headers.get('x-request-id')).toBe(reply.json.error.requestId);
  });

  test('a page of a configured origin may read, any other gets no header', async () => {
    const known = await probe.call('GET', `${things}/stats`, { headers: { origin: 'https://app.example.com' } });
    expect(known.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(known.headers.get('vary')).toBe('origin');
    for (const origin of ['https://evil.example', 'null', 'https://app.example.com.evil.example']) {
      for (const method of ['GET', 'OPTIONS']) {
        const { headers } = await probe.call(method, things, {
          headers: { origin, 'access-control-request-method': 'PUT' },
        });
        expect([...headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([]);
      }
    }
  });

  test('the preflight of a configured origin is answered', async () => {
    const reply = await probe.call('OPTIONS', things, {
      as: null,
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' },
    });
    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(reply.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('bodies', () => {
  test('another content type, charset or encoding is 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'x']) {
      const reply = await post('{"title":"a"}', { 'content-type': type });
      expect([reply.status, reply.json]).toEqual([415, refusal('UNSUPPORTED_MEDIA_TYPE')]);
    }
    expect((await post('{"title":"a"}', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('more than a megabyte is 413, announced or not, unless the route takes more', async () => {
    const large = JSON.stringify('x'.repeat(1_100_000));
    expect((await post(large)).json).toEqual(refusal('PAYLOAD_TOO_LARGE'));
    expect(await chunked(`${probe.server.url}${things}`, large)).toBe(413);
    expect((await probe.call('POST', '/api/v1/large', { raw: large })).status).toBe(200);
  });

  test.each<[string, string | Uint8Array]>([
    ['broken JSON', '{"title": '],
    ['text after the JSON', '{} {}'],
    ['a raw control character', '{"title":"a\u0000b"}'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])],
    ['an overlong sequence', new Uint8Array([0x22, 0xc0, 0x80, 0x22])],
    ['UTF-16', new Uint8Array(Buffer.from('\uFEFF{"title":"a"}', 'utf16le'))],
    ['a byte order mark', '\uFEFF{"title":"a"}'],
    ['a depth bomb', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['a depth bomb of lists', '['.repeat(500_000)],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
  ])('%s is 400', async (_name, raw) => {
    const reply = await post(raw);
    expect([reply.status, reply.json]).toEqual([400, refusal('BAD_USER_INPUT')]);
  });

  test.each<[string, string, string[]]>([
    ['an escaped NUL', '{"title":"a\\u0000"}', ['title']],
    ['half a surrogate pair', '{"tags":["x","\\ud800"]}', ['tags', '1']],
    ['half a surrogate pair in a name', '{"\\udfff":1}', []],
    ['a name given twice', '{"title":"a","tit\\u006ce":"b"}', ['title']],
    ['a name given twice, apart', `{"a":{"b":1},"c":2,"a"${' '.repeat(99)}:3}`, ['a']],
    ['2^53+1', '{"n":9007199254740993}', ['n']],
    ['1e400', '{"n":-1e400}', ['n']],
  ])('%s is 400 naming its place', async (_name, raw, path) => {
    const reply = await post(raw);
    expect(reply.status).toBe(400);
    expect(reply.json.error.details.map((fault: { path: string[] }) => fault.path)).toEqual(path.length ? [path] : []);
  });

  test('the same name in two objects, in texts and in lists is nothing special', async () => {
    const raw = '{"title":"a","x":{"title":"\\"title\\":"},"y":[{"title":1},{"title":2},"title","title"]}';
    const reply = await probe.call('POST', '/api/v1/large', { raw });
    expect(reply.json).toEqual({ data: raw.length });
  });

  test('__proto__ is an unknown field and changes nothing', async () => {
    const reply = await post('{"title":"a","__proto__":{"isAdmin":true}}');
    expect(reply.status).toBe(422);
    expect(reply.json.error.details).toMatchObject([{ path: ['__proto__'], code: 'UNKNOWN_FIELD' }]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('no body at all is an empty one', async () => {
    const reply = await probe.call('POST', things);
    expect([reply.status, reply.json.error.details]).toEqual([
      422,
      [{ path: ['title'], code: 'REQUIRED', message: 'This field is required.' }],
    ]);
  });

  test('a created record is 201 with its place and version', async () => {
    const reply = await probe.call('POST', things, { body: { title: 'call back' } });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`/api/v1/things/${reply.json.data.id}`);
    expect(reply.headers.get('etag')).toBe('"1"');
  });
});

describe('queries', () => {
  const list = (query: string) => probe.call('GET', `${things}?${query}`);

  test('without one: the first page of 25', async () => {
    const reply = await list('');
    expect(reply.json.data).toEqual([{ limit: 25, page: 1, cursor: null, sort: [], search: null, filter: {} }]);
    expect(reply.json.pagination).toEqual({ page: 1, limit: 25, total: 101, totalPages: 5, nextCursor: 'next' });
  });

  test('sort, search and repeated filters', async () => {
    const reply = await list('limit=100&cursor=abc&sort=-createdAt,lastName&search=J%C3%B6rg+M&status=NEW&status=OLD');
    expect(reply.json.data).toEqual([
      {
        limit: 100,
        page: null,
        cursor: 'abc',
        sort: [
          { field: 'createdAt', direction: 'DESC' },
          { field: 'lastName', direction: 'ASC' },
        ],
        search: 'Jörg M',
        filter: { status: ['NEW', 'OLD'] },
      },
    ]);
    expect((await list('status=NEW')).json.data[0].filter).toEqual({ status: ['NEW'] });
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1e9', 'limit'],
    ['limit=NaN', 'limit'],
    ['limit=101', 'limit'],
    ['limit=', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['page=0', 'page'],
    ['page=1.5', 'page'],
    ['page=2&cursor=x', 'cursor'],
    ['sort=passwordHash', 'sort'],
    ['sort=createdAt,-createdAt', 'sort'],
    ['sort=', 'sort'],
    ['status=GONE', 'status'],
    ['colour=red', 'colour'],
    ['status[]=NEW', 'status[]'],
    ['filter[$ne]=1', 'filter[$ne]'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
  ])('%s is 400 naming %s', async (query, name) => {
    const reply = await list(query);
    expect(reply.status).toBe(400);
    expect(reply.json.error.details.map((fault: { path: string[] }) => fault.path)).toEqual([[name]]);
  });

  test('every unknown parameter is named', async () => {
    const { json } = await list('a=1&b=2');
    expect(json.error.details).toMatchObject([
      { path: ['a'], code: 'UNKNOWN_FIELD' },
      { path: ['b'], code: 'UNKNOWN_FIELD' },
    ]);
  });

  test.each(['search=%ff', 'search=%00', 'search=%', 'search=%ed%a0%80'])('%s is 400', async query => {
    expect((await list(query)).json).toEqual(refusal('BAD_USER_INPUT'));
  });
});

describe('answers as they come', () => {
  test('a large one arrives whole', async () => {
    const reply = await probe.call('GET', '/api/v1/rows/5000');
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(reply.text).toHaveLength(5000 * 1001);
  });

  test('one whose source fails is seen to be cut off, and logged', async () => {
    await expect(probe.call('GET', '/api/v1/rows/0')).rejects.toThrow(/terminated|fetch failed/);
    expect(probe.lines.join('')).toContain('an answer broke off');
    expect((await probe.call('GET', `${things}/stats`)).status).toBe(200);
  });
});

describe('versions and errors', () => {
  test('If-Match brings the version, * brings none, anything else is 400', async () => {
    const put = (value: string) =>
      probe.call('PUT', `${things}/${newId()}`, { body: {}, headers: { 'if-match': value } });
    expect((await put('"3"')).headers.get('etag')).toBe('"4"');
    expect((await put('W/"3"')).json.data.version).toBe(4);
    expect((await put('*')).json.data.version).toBe(2);
    expect((await put('"abc"')).status).toBe(400);
  });

  test.each([
    ['cursor', 400, 'BAD_USER_INPUT', [['cursor']]],
    ['validation', 422, 'INVALID', [['email']]],
    ['credentials', 401, 'INVALID_CREDENTIALS', [[]]],
    ['reference', 422, 'NOT_FOUND', [['assignedToId']]],
    ['conflict', 409, 'LEAD_CONVERTED', []],
    ['stale', 409, 'STALE_VERSION', [['expectedVersion']]],
    ['forbidden', 403, 'FORBIDDEN', []],
    ['unauthenticated', 401, 'UNAUTHENTICATED', []],
    ['limited', 429, 'RATE_LIMITED', []],
    ['unavailable', 503, 'SERVICE_UNAVAILABLE', []],
    ['unexpected', 500, 'INTERNAL_SERVER_ERROR', []],
  ])('%s is %i %s', async (name, status, code, paths) => {
    const reply = await probe.call('POST', `/api/v1/failures/${name}`);
    expect([reply.status, reply.json]).toEqual([status, refusal(code)]);
    expect(reply.json.error.details.map((fault: { path: string[] }) => fault.path)).toEqual(paths);
  });

  test('a stale If-Match is 412, a limit says when to come back', async () => {
    const stale = await probe.call('POST', '/api/v1/failures/stale', { headers: { 'if-match': '"1"' } });
    expect(stale.status).toBe(412);
    expect((await probe.call('POST', '/api/v1/failures/limited')).headers.get('retry-after')).toBe('17');
  });

  test('what nobody foresaw says nothing of itself, and its request id leads to the log line', async () => {
    const reply = await probe.call('POST', '/api/v1/failures/unexpected');
    expect(reply.text).not.toMatch(/select|secret|4915112345/);
    expect(probe.lines.filter(line => line.includes(reply.json.error.requestId)).join()).toContain('"level":50');
  });

  test('a line of the log has no address and no query', async () => {
    const id = newId();
    await probe.call('GET', `${things}/${id}`);
    await probe.call('GET', `${things}?search=Zimmermann`);
    const text = probe.lines.join('');
    expect(text).toContain('"route":"/api/v1/things/:id"');
    expect(text).not.toContain(id);
    expect(text).not.toContain('Zimmermann');
  });
});

describe('health and metrics', () => {
  test('live and ready', async () => {
    expect((await probe.call('GET', '/health/live', { as: null })).json).toEqual({ status: 'live' });
    const ready = await probe.call('GET', '/health/ready', { as: null });
    expect([ready.status, ready.json.checks]).toEqual([
      200,
      { database: 'up', migrations: 'current', process: 'serving' },
    ]);
  });

  test('metrics count by pattern, for this machine and not through a proxy', async () => {
    await probe.call('GET', `${things}/${newId()}`);
    const reply = await probe.call('GET', '/metrics', { as: null });
    expect(reply.headers.get('content-type')).toContain('text/plain');
    expect(reply.text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/v1/things/:id",status="404"}',
    );
    const proxied = await probe.call('GET', '/metrics', { as: null, headers: { 'x-forwarded-for': '203.0.113.5' } });
    expect(proxied.status).toBe(401);
  });
});

/** A body whose length is not announced. */
function chunked(url: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      authorization: 'Bearer owner',
      'transfer-encoding': 'chunked',
    };
    const req = request(url, { method: 'POST', headers }, res => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end(body);
  });
}
