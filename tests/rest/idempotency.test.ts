import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RequestContext } from '../../src/platform/context.js';
import { UnavailableError } from '../../src/platform/errors/errors.js';
import { Idempotency, purgeIdempotencyKeys } from '../../src/platform/idempotency/idempotency.js';
import { type CallOptions, type ProbeServer, people, type Reply, startProbe } from './probe-server.js';

let probe: ProbeServer;
let beside: ProbeServer;
beforeAll(async () => {
  probe = await startProbe();
  beside = await startProbe({ beside: probe });
});
afterEach(() => {
  delete probe.behaviour.before;
  delete probe.behaviour.after;
});
afterAll(async () => {
  await beside.close();
  await probe.close();
});

interface Door {
  name: string;
  create(server: ProbeServer, title: string, key: string, options?: CallOptions): Promise<Reply>;
  /** The id of what was made, when something was. */
  idOf(reply: Reply): string | undefined;
  codeOf(reply: Reply): string | undefined;
}

const withKey = (key: string, { headers, ...options }: CallOptions = {}) => ({
  ...options,
  headers: { ...headers, 'idempotency-key': key },
});

const rest: Door = {
  name: 'REST',
  create: (server, title, key, options) =>
    server.call('POST', '/api/v1/things', { body: { title }, ...withKey(key, options) }),
  idOf: reply => reply.json.data?.id,
  codeOf: reply => reply.json.error?.code,
};

const document = 'mutation Create($title: String!) { createThing(title: $title) { id } }';
const graphql: Door = {
  name: 'GraphQL',
  create: (server, title, key, options) =>
    server.call('POST', '/graphql', { body: { query: document, variables: { title } }, ...withKey(key, options) }),
  idOf: reply => reply.json.data?.createThing?.id,
  codeOf: reply => reply.json.errors?.[0]?.extensions.code,
};

/** How many things of this title there are. */
const countOf = async (title: string) =>
  Number((await probe.database.query('select count(*) from tasks where title = $1', [title]))[0]?.count);

/** A wait that a test ends, and the moment somebody began to wait. */
function gate() {
  let [open, reached] = [() => {}, () => {}];
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  const isReached = new Promise<void>(resolve => {
    reached = resolve;
  });
  return {
    open,
    isReached,
    pass: () => {
      reached();
      return opened;
    },
  };
}

/** Makes the starter of every call that is under way look dead. */
const abandon = () =>
  probe.database.query(`update idempotency_keys set leased_until = '-infinity' where status is null`);

describe.each([rest, graphql])('$name', door => {
  let title: string;
  let key: string;
  const fresh = () => {
    title = randomUUID();
    key = randomUUID();
  };

  test('the same key and body give the first answer, and the effect is there once', async () => {
    fresh();
    const first = await door.create(probe, title, key);
    const second = await door.create(beside, title, key);
    expect(door.idOf(first)).toEqual(expect.any(String));
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    for (const name of ['location', 'etag', 'content-type']) {
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(await countOf(title)).toBe(1);
    const rows = await probe.database.query('select outcome from audit_log where request_id = $1', [
      second.headers.get('x-request-id'),
    ]);
    expect(rows).toEqual([{ outcome: 'SUCCEEDED' }]);
  });

  test('another body under the same key is a conflict', async () => {
    fresh();
    await door.create(probe, title, key);
    const other = await door.create(probe, `${title} other`, key);
    expect([other.status, door.codeOf(other)]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    expect(await countOf(`${title} other`)).toBe(0);
  });

  test('twenty at once over two processes: one effect, one answer', async () => {
    fresh();
    const calls = Array.from({ length: 20 }, (_, at) => door.create(at % 2 ? probe : beside, title, key));
    const replies = await Promise.all(calls);
    expect(new Set(replies.map(reply => reply.text)).size).toBe(1);
    expect(replies.filter(reply => reply.headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await countOf(title)).toBe(1);
  });

  test('a key is one viewer’s own', async () => {
    fresh();
    const first = await door.create(probe, title, key);
    const second = await door.create(probe, title, key, { as: 'second' });
    expect(door.idOf(second)).not.toBe(door.idOf(first));
    expect(await countOf(title)).toBe(2);
  });

  test('a call that failed on our side is carried out when it comes again', async () => {
    fresh();
    probe.behaviour.before = () => Promise.reject(new UnavailableError());
    expect((await door.create(probe, title, key)).status).toBe(503);
    delete probe.behaviour.before;
    const again = await door.create(probe, title, key);
    expect(door.idOf(again)).toEqual(expect.any(String));
    expect(again.headers.get('idempotency-replayed')).toBeNull();
    expect(await countOf(title)).toBe(1);
  });

  test('a failure after the commit is never repeated', async () => {
    fresh();
    probe.behaviour.after = () => Promise.reject(new Error('the answer was lost'));
    await door.create(probe, title, key);
    delete probe.behaviour.after;
    const again = await door.create(beside, title, key);
    expect([again.status, door.codeOf(again)]).toEqual([409, 'ALREADY_CARRIED_OUT']);
    expect(await countOf(title)).toBe(1);
  });

  test('dead between commit and answer: a repetition is told so', async () => {
    fresh();
    const stuck = gate();
    probe.behaviour.after = stuck.pass;
    const first = door.create(probe, title, key);
    await stuck.isReached;
    await abandon();
    const again = await door.create(beside, title, key);
    expect([again.status, door.codeOf(again)]).toEqual([409, 'ALREADY_CARRIED_OUT']);
    stuck.open();
    await first;
    expect(await countOf(title)).toBe(1);
  });

  test('dead before the commit: a repetition carries it out, and the first one, waking up, does not', async () => {
    fresh();
    const stuck = gate();
    probe.behaviour.before = stuck.pass;
    const first = door.create(probe, title, key);
    await stuck.isReached;
    await abandon();
    delete probe.behaviour.before;
    const again = await door.create(beside, title, key);
    expect(door.idOf(again)).toEqual(expect.any(String));
    stuck.open();
    expect(door.codeOf(await first)).toBe('IN_PROGRESS');
    expect(await countOf(title)).toBe(1);
    expect((await door.create(probe, title, key)).text).toBe(again.text);
  });

  test.each(['', 'a b', 'ü', 'x'.repeat(256)])('the key "%.5s" is 400', async bad => {
    fresh();
    const reply = await door.create(probe, title, encodeURI(bad) === bad || bad === 'a b' ? bad : '\u00fc');
    expect([reply.status, door.codeOf(reply)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await countOf(title)).toBe(0);
  });

  test('what is kept is sealed, and hashes tell nothing', async () => {
    fresh();
    await door.create(probe, title, key);
    const rows = await probe.database.query('select * from idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(title);
    expect(JSON.stringify(rows)).not.toContain(key);
    expect(rows.every(row => /^v1:/.test(row.sealed_answer ?? 'v1:'))).toBe(true);
  });

  test('after a day the key is free, and the job removes it', async () => {
    fresh();
    await door.create(probe, title, key);
    await probe.database.query(`update idempotency_keys set expires_at = now() - interval '1 second'`);
    await door.create(probe, title, key);
    expect(await countOf(title)).toBe(2);
    const [{ expired }] = (await probe.database.query(
      'select count(*)::int as expired from idempotency_keys where expires_at <= now()',
    )) as [{ expired: number }];
    expect(await purgeIdempotencyKeys(probe.ground)).toBe(expired);
    expect((await door.create(probe, title, key)).headers.get('idempotency-replayed')).toBe('true');
  });
});

describe('what counts as the same', () => {
  test('fields in another order are the same body', async () => {
    const [key, title] = [randomUUID(), randomUUID()];
    const first = await probe.call('POST', '/graphql', {
      raw: JSON.stringify({ query: document, variables: { title } }),
      headers: { 'idempotency-key': key },
    });
    const second = await probe.call('POST', '/graphql', {
      raw: JSON.stringify({ variables: { title }, query: document }),
      headers: { 'idempotency-key': key },
    });
    expect(second.text).toBe(first.text);
    expect(await countOf(title)).toBe(1);
  });

  test('another address, method or If-Match is another request', async () => {
    const key = randomUUID();
    const put = (path: string, headers?: Record<string, string>) =>
      probe.call('PUT', path, { body: {}, headers: { 'idempotency-key': key, ...headers } });
    const path = `/api/v1/things/${randomUUID()}`;
    expect((await put(path)).status).toBe(200);
    expect((await put(path)).headers.get('idempotency-replayed')).toBe('true');
    expect((await put(`/api/v1/things/${randomUUID()}`)).status).toBe(409);
    expect((await put(path, { 'if-match': '"1"' })).status).toBe(409);
    expect((await probe.call('DELETE', path, { headers: { 'idempotency-key': key } })).status).toBe(409);
  });

  test('a refusal of the business is replayed as well; 204 has no body again', async () => {
    const key = randomUUID();
    const refuse = () => probe.call('POST', '/api/v1/things', { body: {}, headers: { 'idempotency-key': key } });
    const first = await refuse();
    const second = await refuse();
    expect([first.status, second.status, second.text]).toEqual([422, 422, first.text]);
    const remove = { headers: { 'idempotency-key': randomUUID() } };
    const path = `/api/v1/things/${randomUUID()}`;
    await probe.call('DELETE', path, remove);
    const again = await probe.call('DELETE', path, remove);
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([204, '', 'true']);
  });

  test('a query and a read take no notice of the key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    for (let round = 0; round < 2; round++) {
      const query = await probe.call('POST', '/graphql', { body: { query: '{ thing }' }, headers });
      expect([query.json.data, query.headers.get('idempotency-replayed')]).toEqual([{ thing: 'thing' }, null]);
      const read = await probe.call('GET', '/api/v1/things/stats', { headers });
      expect(read.headers.get('idempotency-replayed')).toBeNull();
    }
    const rows = await probe.database.query('select id from idempotency_keys where actor_id = $1 and is_committed', [
      people.marketing?.id,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('how long a call waits', () => {
  const answer = { status: 200, headers: {}, body: '{}' };
  const contextOf = () => new RequestContext({ channel: 'rest', viewer: people.owner });

  test('a first call at work is neither taken over while its lease is renewed nor waited for without end', async () => {
    const idempotency = new Idempotency(probe.ground, { leaseMs: 300, waitMs: 900 });
    const call = { keyHash: randomUUID(), requestHash: randomUUID() };
    const stuck = gate();
    let runs = 0;
    const work = async () => {
      runs++;
      await stuck.pass();
      return answer;
    };
    const first = idempotency.run(contextOf(), call, work, () => true);
    await stuck.isReached;
    await expect(idempotency.run(contextOf(), call, work, () => true)).rejects.toMatchObject({ code: 'IN_PROGRESS' });
    stuck.open();
    expect(await first).toEqual({ ...answer, isReplayed: false });
    expect(await idempotency.run(contextOf(), call, work, () => true)).toEqual({ ...answer, isReplayed: true });
    expect(runs).toBe(1);
  });
});
