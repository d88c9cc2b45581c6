import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { people, Surface, Talk } from './surface.js';

let surface: Surface;
beforeAll(async () => {
  surface = await Surface.open();
});
beforeEach(() => {
  surface.entries.length = 0;
  surface.gone.clear();
  surface.shelf.opened = 0;
});
afterAll(() => surface.close());

const stream = 'subscription { bookChanged { cursor } }';
const refusedUpgrade = async (headers: Record<string, string>, path?: string) => {
  const socket = surface.socket(headers, undefined, path);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  return response.statusCode;
};
/** Waits until this holds, and fails when it never does. */
const until = async (isSo: () => boolean, what: string) => {
  for (const from = performance.now(); !isSo(); ) {
    if (performance.now() - from > 15_000) throw new Error(`waited in vain for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
};
const streams = (count: number) =>
  until(() => surface.shelf.events.listenerCount('event') === count, `${count} streams`);

describe('who may connect', () => {
  test('a page of a foreign origin is refused at the upgrade', async () => {
    expect(await refusedUpgrade({ origin: 'https://evil.example' })).toBe(403);
    expect(await refusedUpgrade({ origin: 'null' })).toBe(403);
    expect(await refusedUpgrade({ origin: 'https://crm.example.evil.example' })).toBe(403);
  });

  test.each([
    ['its own host', () => `http://127.0.0.1:${surface.port}`],
    ['the public address', () => 'https://crm.example'],
    ['a configured origin', () => 'https://app.example'],
  ])('a page of %s is let in', async (_what, origin) => {
    const talk = new Talk(surface.socket({ origin: origin() }));
    await talk.opened();
    talk.socket.close();
    expect((await talk.closed).code).toBe(1005);
  });

  test('a token in the address is refused, as is any other address', async () => {
    expect(await refusedUpgrade({}, '/graphql?token=owner')).toBe(400);
    expect(await refusedUpgrade({}, '/other')).toBe(404);
  });

  test.each([
    ['a wrong token', { authorization: 'Bearer nobody' }],
    ['no token', {}],
    ['a token that is no text', { authorization: { a: 1 } }],
  ])('%s is refused with 4403 before any resolver', async (_what, payload) => {
    const talk = new Talk(surface.socket());
    await talk.opened();
    talk.say({ type: 'connection_init', payload });
    expect((await talk.closed).code).toBe(4403);
    expect(surface.entries).toMatchObject([{ operation: 'connect', outcome: 'DENIED' }]);
  });

  test('whoever says nothing for three seconds is closed with 4408', async () => {
    const talk = new Talk(surface.socket());
    await talk.opened();
    const from = performance.now();
    expect((await talk.closed).code).toBe(4408);
    expect(performance.now() - from).toBeLessThan(4_500);
  });

  test.each([
    ['subscribing before connecting', (talk: Talk) => talk.subscribe('1', stream), 4401],
    ['no message of the protocol', (talk: Talk) => talk.socket.send('hello'), 4400],
    ['a frame over 64 KB', (talk: Talk) => talk.subscribe('1', `{ greeting ${' '.repeat(70_000)} }`), 1009],
  ])('%s closes the socket', async (_what, act, code) => {
    const talk = new Talk(surface.socket());
    await talk.opened();
    act(talk);
    expect((await talk.closed).code).toBe(code);
  });

  test('another protocol is closed with 4406, a second greeting with 4429, a used id with 4409', async () => {
    const old = new Talk(surface.socket({}, 'graphql-ws'));
    old.socket.on('error', () => undefined);
    expect([4406, 1006]).toContain((await old.closed).code);
    const twice = await Talk.with(surface, 'owner');
    twice.say({ type: 'connection_init', payload: { authorization: 'Bearer owner' } });
    expect((await twice.closed).code).toBe(4429);
    const same = await Talk.with(surface, 'owner');
    same.subscribe('1', stream);
    await streams(1);
    same.subscribe('1', stream);
    expect((await same.closed).code).toBe(4409);
    await streams(0);
  });

  test('an account has ten sockets at a time', async () => {
    const talks = await Promise.all(Array.from({ length: 10 }, () => Talk.with(surface, 'marketing')));
    const eleventh = new Talk(surface.socket());
    await eleventh.opened();
    eleventh.say({ type: 'connection_init', payload: { authorization: 'Bearer marketing' } });
    expect((await eleventh.closed).code).toBe(4429);
    const other = await Talk.with(surface, 'owner');
    expect(await other.ask('{ greeting }')).toEqual({ data: { greeting: 'hello' } });
    for (const talk of [...talks, other]) talk.socket.close();
    await Promise.all([...talks, other].map(talk => talk.closed));
  });
});

describe('one operation does not harm another', () => {
  test('a refused document ends its operation, and the streams beside it go on', async () => {
    const talk = await Talk.with(surface, 'owner');
    talk.subscribe('stream', stream);
    await streams(1);
    for (const [query, code] of [
      ['qwerty cop {', 'GRAPHQL_PARSE_FAILED'],
      ['{ nope }', 'GRAPHQL_VALIDATION_FAILED'],
    ] as const) {
      talk.subscribe('bad', query);
      expect(await talk.next()).toMatchObject({ id: 'bad', type: 'error', payload: [{ extensions: { code } }] });
    }
    surface.shelf.events.emit('event', { cursor: 7 });
    expect(await talk.next()).toEqual({
      id: 'stream',
      type: 'next',
      payload: { data: { bookChanged: { cursor: 7 } } },
    });
    talk.say({ id: 'stream', type: 'complete' });
    await streams(0);
    talk.socket.close();
  });

  test('the 51st operation of a socket is refused', async () => {
    const talk = await Talk.with(surface, 'owner');
    for (let at = 0; at < 51; at++) talk.subscribe(`s${at}`, stream);
    expect(await talk.next()).toMatchObject({
      id: 's50',
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    await streams(50);
    talk.socket.close();
    await streams(0);
  });

  test('a hundred messages a second are enough', async () => {
    const talk = await Talk.with(surface, 'owner');
    for (let at = 0; at < 250; at++) talk.say({ type: 'ping' });
    expect((await talk.closed).code).toBe(4429);
  });

  test('queries and mutations pass the same fence and leave the same rows', async () => {
    const talk = await Talk.with(surface, 'auditor');
    expect(await talk.ask('{ book(id: "1") { id price } }')).toMatchObject({
      data: { book: { id: 'b1', price: null } },
      errors: [{ path: ['book', 'price'], extensions: { code: 'FORBIDDEN' } }],
    });
    const denied = await talk.ask('mutation { createBook(input: { title: "x" }) { book { id } } }');
    expect(denied.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(surface.entries).toMatchObject([{ operation: 'book' }, { operation: 'createBook', outcome: 'DENIED' }]);
    expect(new Set(surface.entries.map(entry => entry.requestId)).size).toBe(2);
    talk.socket.close();
  });

  test('what nobody foresaw is masked here too', async () => {
    surface.shelf.failure = new Error('relation "leads" does not exist');
    const talk = await Talk.with(surface, 'owner');
    const { errors } = await talk.ask('{ book(id: "1") { id } }');
    surface.shelf.failure = null;
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) } }]);
    expect(JSON.stringify(errors)).not.toMatch(/relation|leads/);
    talk.socket.close();
  });
});

describe('who may listen', () => {
  test('a role that may not is told at once, and no stream is opened', async () => {
    const talk = await Talk.with(surface, 'auditor');
    talk.subscribe('1', stream);
    expect(await talk.next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(surface.shelf.opened).toBe(0);
    expect(surface.entries).toMatchObject([{ operation: 'bookChanged', outcome: 'DENIED', code: 'FORBIDDEN' }]);
    talk.socket.close();
  });

  test('an account that may no longer listen gets no further event, and 4403 within five seconds', async () => {
    const [talk, other] = await Promise.all([Talk.with(surface, 'owner'), Talk.with(surface, 'marketing')]);
    talk.subscribe('1', stream);
    await streams(1);
    surface.gone.add(people.owner!);
    const from = performance.now();
    surface.shelf.events.emit('event', { cursor: 8 });
    expect(await talk.next()).toBeNull();
    expect((await talk.closed).code).toBe(4403);
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(await other.ask('{ greeting }')).toEqual({ data: { greeting: 'hello' } });
    other.socket.close();
  });

  test('an idle socket is closed as well', async () => {
    const talk = await Talk.with(surface, 'owner');
    surface.gone.add(people.owner!);
    const from = performance.now();
    expect((await talk.closed).code).toBe(4403);
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  test('streams of closed sockets end', async () => {
    const talks = await Promise.all(Array.from({ length: 8 }, () => Talk.with(surface, 'owner')));
    for (const talk of talks) talk.subscribe('1', stream);
    await streams(8);
    for (const talk of talks) talk.socket.terminate();
    await streams(0);
  });

  test('a slow reader is dropped, and the others hear on', async () => {
    const [slow, quick] = await Promise.all([Talk.with(surface, 'marketing'), Talk.with(surface, 'owner')]);
    slow.socket.pause();
    quick.subscribe('1', stream);
    await streams(1);
    // Answers of nearly a megabyte that nobody reads.
    const before = surface.shelf.book;
    surface.shelf.book = { ...before, title: 'x'.repeat(900_000) };
    for (let at = 0; at < 40; at++) slow.subscribe(`q${at}`, '{ book(id: "1") { title } }');
    await until(() => surface.connections === 1, 'the slow reader to go');
    surface.shelf.book = before;
    surface.shelf.events.emit('event', { cursor: 9 });
    expect(await quick.next()).toMatchObject({ payload: { data: { bookChanged: { cursor: 9 } } } });
    quick.socket.close();
    slow.socket.terminate();
  });
});

test('when the process goes away, sockets are closed with 1001', async () => {
  const leaving = await Surface.open();
  const talk = await Talk.with(leaving, 'owner');
  await leaving.close();
  expect((await talk.closed).code).toBe(1001);
});
