import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { messagesThatFit } from '../../../src/platform/mail/batch-limits.js';
import { PostmarkMailer } from '../../../src/platform/mail/postmark-mailer.js';
import type { MailSandbox } from '../../../src/platform/mail/sandbox/mail-sandbox.js';
import { freePort } from '../../../src/platform/process/ports.js';
import { outgoing, sandboxToken, startSandbox } from '../../support/sandbox.js';

const mailerTo = (apiUrl: string, token = sandboxToken, timeoutSeconds = 5) =>
  new PostmarkMailer({ token, apiUrl, timeoutSeconds });

describe('a batch, by what the provider answers', () => {
  let sandbox: MailSandbox;
  let mailer: PostmarkMailer;
  beforeAll(async () => {
    sandbox = await startSandbox({ streams: ['outbound', 'broadcast'] });
    mailer = mailerTo(sandbox.url);
  });
  afterEach(() => void sandbox.faults.set({}));
  afterAll(() => sandbox.close());

  test('accepted: each has its id, and arrives as it was given', async () => {
    const batch = [outgoing('ada@example.test', { replyTo: 'desk@practice.test' }), outgoing('Bo <bo@example.test>')];
    const before = sandbox.messages().length;
    const outcome = await mailer.sendBatch(batch);
    const caught = sandbox.messages(before);
    expect(outcome).toEqual({
      kind: 'ANSWERED',
      outcomes: caught.map(({ messageId }) => ({ kind: 'ACCEPTED', messageId })),
    });
    expect(caught.map(({ sendId, recipients }) => [sendId, recipients])).toEqual([
      [batch[0]!.metadata.send_id, ['ada@example.test']],
      [batch[1]!.metadata.send_id, ['bo@example.test']],
    ]);
    expect(caught[0]!.message).toEqual({
      From: 'Practice <news@practice.test>',
      To: 'ada@example.test',
      ReplyTo: 'desk@practice.test',
      Subject: 'News',
      HtmlBody: '<p>Hello</p>',
      TextBody: 'Hello',
      Headers: [{ Name: 'List-Unsubscribe', Value: '<https://crm.test/u/1>' }],
      MessageStream: 'broadcast',
      Metadata: batch[0]!.metadata,
      TrackOpens: false,
      TrackLinks: 'None',
    });
  });

  test('mixed: each message has its own code, in their order', async () => {
    const batch = [
      outgoing('ada@example.test'),
      outgoing('inactive.bo@example.test'),
      outgoing('not an address'),
      outgoing('cy@example.test', { stream: 'nowhere' }),
      outgoing('dee@example.test'),
    ];
    const outcome = await mailer.sendBatch(batch);
    expect(outcome).toMatchObject({
      outcomes: [
        { kind: 'ACCEPTED' },
        { kind: 'REFUSED', code: 406 },
        { kind: 'REFUSED', code: 300 },
        { kind: 'REFUSED', code: 1235 },
        { kind: 'ACCEPTED' },
      ],
    });
  });

  test.each([
    ['UNAUTHORIZED', 'UNAUTHORIZED', 10, null],
    ['INVALID', 'INVALID', 402, null],
    ['RATE_LIMITED', 'RATE_LIMITED', 429, 7],
  ] as const)('refused for certain: %s', async (fault, refusal, code, retryAfterSeconds) => {
    sandbox.faults.set({ next: [fault], retryAfterSeconds: 7 });
    const sent = outgoing('ada@example.test');
    expect(await mailer.sendBatch([sent])).toMatchObject({ kind: 'REFUSED', refusal, code, retryAfterSeconds });
    expect(sandbox.sends().get(sent.metadata.send_id!)).toBeUndefined();
  });

  test.each([
    ['RESET_BEFORE', 0],
    ['RESET_AFTER', 1],
    ['FAIL_BEFORE', 0],
    ['FAIL_AFTER', 1],
    ['TIMEOUT_AFTER', 1],
    ['FORBIDDEN_PAGE', 0],
    ['GARBAGE_AFTER', 1],
    ['SHORT_AFTER', 1],
  ] as const)('uncertain: %s', async (fault, accepted) => {
    sandbox.faults.set({ next: [fault] });
    const sent = outgoing('ada@example.test');
    expect(await mailer.sendBatch([sent])).toMatchObject({ kind: 'UNCERTAIN' });
    // Nothing sends again by itself.
    expect(sandbox.sends().get(sent.metadata.send_id!) ?? 0).toBe(accepted);
  });

  test('uncertain: no answer in time', async () => {
    sandbox.faults.set({ next: ['HANG_AFTER'] });
    const outcome = await mailerTo(sandbox.url, sandboxToken, 0.2).sendBatch([outgoing('ada@example.test')]);
    expect(outcome).toMatchObject({ kind: 'UNCERTAIN' });
  });

  test('a token that the provider does not know', async () => {
    const outcome = await mailerTo(sandbox.url, 'another').sendBatch([outgoing('ada@example.test')]);
    expect(outcome).toMatchObject({ kind: 'REFUSED', refusal: 'UNAUTHORIZED', code: 10 });
  });

  test('more than 500 messages are refused as a whole', async () => {
    const outcome = await mailer.sendBatch(Array.from({ length: 501 }, (_, at) => outgoing(`p${at}@example.test`)));
    expect(outcome).toMatchObject({ kind: 'REFUSED', refusal: 'INVALID', code: 410 });
  });
});

test('as many messages go into a call as fit', async () => {
  const sandbox = await startSandbox();
  const large = outgoing('ada@example.test', { html: `<p>${'"é'.repeat(100_000)}</p>` });
  expect([messagesThatFit(outgoing('ada@example.test')), messagesThatFit(large)]).toEqual([500, 128]);
  const send = (count: number) =>
    mailerTo(sandbox.url, sandboxToken, 30).sendBatch(Array.from({ length: count }, () => large));
  expect(await send(128)).toMatchObject({ kind: 'ANSWERED' });
  expect(await send(150)).toMatchObject({ kind: 'REFUSED', refusal: 'INVALID' });
  expect(sandbox.messages()).toHaveLength(128);
  await sandbox.close();
});

describe('a batch, by what befalls the connection', () => {
  const servers: { server: Server; sockets: Set<Socket> }[] = [];
  afterAll(async () => {
    for (const { server, sockets } of servers) {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  });

  /** A server that does with each connection what it is told; its address. */
  async function listening(serve: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>();
    const server = createServer(socket => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      serve(socket);
    });
    servers.push({ server, sockets });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  const answering = (answer: string) => listening(socket => socket.on('data', () => socket.end(answer)));
  const send = (url: string, timeoutSeconds = 2) =>
    mailerTo(url, 'token', timeoutSeconds).sendBatch([outgoing('ada@example.test')]);

  test('nobody listens: nothing was taken, for certain', async () => {
    const outcome = await send(`http://127.0.0.1:${await freePort()}`);
    expect(outcome).toMatchObject({ kind: 'REFUSED', refusal: 'UNREACHABLE', code: null });
  });

  test('the name is not known', async () => {
    expect(await send('http://provider.invalid')).toMatchObject({ kind: 'REFUSED', refusal: 'UNREACHABLE' });
  });

  test('TLS fails before anything is written', async () => {
    const host = await listening(socket => socket.on('data', () => socket.end('this is no TLS at all')));
    expect(await send(`https://${host}`)).toMatchObject({ kind: 'REFUSED', refusal: 'UNREACHABLE' });
  });

  test('TLS is cut in its handshake', async () => {
    const host = await listening(socket => socket.once('data', () => socket.resetAndDestroy()));
    expect(await send(`https://${host}`)).toMatchObject({ kind: 'REFUSED', refusal: 'UNREACHABLE' });
  });

  test.each([
    ['a reset once it was read', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['an end without an answer', (socket: Socket) => socket.once('data', () => socket.end())],
    ['silence', (socket: Socket) => socket.once('data', () => undefined)],
    ['no HTTP at all', (socket: Socket) => socket.once('data', () => socket.end('hello\r\n\r\n'))],
  ])('uncertain: %s', async (_, serve) => {
    expect(await send(`http://${await listening(serve)}`, 0.5)).toMatchObject({ kind: 'UNCERTAIN' });
  });

  test('answered before all of it had left: what is written next changes nothing of it', async () => {
    const answer = '[{"ErrorCode":0,"MessageID":"one"}]';
    const got: Buffer[][] = [];
    const sockets: Socket[] = [];
    const url = await listening(socket => {
      const chunks: Buffer[] = [];
      got.push(chunks);
      sockets.push(socket);
      socket.once('data', () => {
        socket.pause();
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`);
      });
      socket.on('data', chunk => chunks.push(chunk));
    });
    const mailer = mailerTo(`http://${url}`, 'token', 5);
    const size = 20_000_000;
    for (const letter of ['a', 'b']) {
      const sent = outgoing('ada@example.test', { html: letter.repeat(size) });
      expect(await mailer.sendBatch([sent])).toMatchObject({ kind: 'ANSWERED' });
    }
    for (const socket of sockets) socket.resume();
    const lengthOf = (chunks: Buffer[]) => chunks.reduce((sum, { length }) => sum + length, 0);
    while (got.some(chunks => lengthOf(chunks) < size)) await pause(10);
    const lettersIn = (bytes: Buffer) => ['a', 'b'].filter(letter => bytes.includes(letter.repeat(100)));
    expect(got.map(chunks => lettersIn(Buffer.concat(chunks)))).toEqual([['a'], ['b']]);
  });

  test.each([
    ['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{"ErrorCode":0'],
    ['an empty 200', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a 200 of another shape', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]'],
    ['a result without a code', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[{}]'],
    ['a success without an id', 'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n[{"ErrorCode":0}]'],
    ['a 200 with another code', 'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"ErrorCode":100}'],
    ['502', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'],
    ['500 with a code that elsewhere is certain', 'HTTP/1.1 500 No\r\nContent-Length: 16\r\n\r\n{"ErrorCode":10}'],
    ['408', 'HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n'],
    ['403 of HTML', 'HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<h1>No</h'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'],
  ])('uncertain: %s', async (_, answer) => {
    expect(await send(`http://${await answering(answer)}`)).toMatchObject({ kind: 'UNCERTAIN' });
  });

  test.each([
    ['401 without a body', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n', 'UNAUTHORIZED', null],
    ['403 with code 10', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 16\r\n\r\n{"ErrorCode":10}', 'UNAUTHORIZED', null],
    ['200 with code 10', 'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"ErrorCode":10}', 'UNAUTHORIZED', null],
    ['413 with its code', 'HTTP/1.1 413 Large\r\nContent-Length: 17\r\n\r\n{"ErrorCode":413}', 'INVALID', null],
    [
      '429 with a date',
      'HTTP/1.1 429 Slow\r\nRetry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n',
      'RATE_LIMITED',
      0,
    ],
    ['429 without a word', 'HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n', 'RATE_LIMITED', null],
  ] as const)('refused for certain: %s', async (_, answer, refusal, retryAfterSeconds) => {
    const outcome = await send(`http://${await answering(answer)}`);
    expect(outcome).toMatchObject({ kind: 'REFUSED', refusal, retryAfterSeconds });
  });
});
