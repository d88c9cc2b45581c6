import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ProviderDownError } from '../../../src/platform/mail/mailer.js';
import { PostmarkMailer } from '../../../src/platform/mail/postmark-mailer.js';
import { MailSandbox, type MailSandboxOptions } from '../../../src/platform/mail/sandbox/mail-sandbox.js';
import { Receiver } from '../../support/receiver.js';
import { outgoing, sandboxToken } from '../../support/sandbox.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(options: MailSandboxOptions = {}) {
  const sandbox = await MailSandbox.start({ token: sandboxToken, deliveryMs: 0, retryPausesMs: [5, 5, 5], ...options });
  open.push(sandbox);
  const mailer = new PostmarkMailer({ token: sandboxToken, apiUrl: sandbox.url, timeoutSeconds: 5 });
  const control = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(`${sandbox.url}${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await reply.text();
    return { status: reply.status, text, json: path.includes('/log') ? null : JSON.parse(text) };
  };
  return { sandbox, mailer, control };
}

async function receiver(): Promise<Receiver> {
  const one = await new Receiver().open();
  one.answer = () => 200;
  open.push(one);
  return one;
}

const targetOf = ({ url }: Receiver) => ({ url, username: 'postmark', password: 'se:cret' });
const payloads = ({ taken }: Receiver) => taken.map(({ body }) => body as unknown as Record<string, unknown>);
const window = () => ({ from: new Date(Date.now() - 60_000), to: new Date(Date.now() + 60_000) });
const searchOf = (message: ReturnType<typeof outgoing>) => ({
  sendId: message.metadata.send_id!,
  stream: message.stream,
  recipient: message.to,
  ...window(),
});

describe('what the provider is asked afterwards', () => {
  test('a message is found by its send_id, among those of its recipient, stream and time', async () => {
    const { sandbox, mailer } = await start();
    const [ada, bo] = [outgoing('ada@example.test'), outgoing('bo@example.test')];
    await mailer.sendBatch([ada, bo]);
    const messageId = sandbox.messages()[0]!.messageId;
    expect(await mailer.find(searchOf(ada))).toBe(messageId);
    expect(await mailer.find({ ...searchOf(ada), recipient: null })).toBe(messageId);
    expect(await mailer.find({ ...searchOf(ada), recipient: bo.to })).toBeNull();
    expect(await mailer.find({ ...searchOf(ada), stream: 'outbound' })).toBeNull();
    expect(await mailer.find({ ...searchOf(ada), sendId: crypto.randomUUID() })).toBeNull();
    const longAgo = { from: new Date('2020-01-01'), to: new Date('2020-01-02') };
    expect(await mailer.find({ ...searchOf(ada), ...longAgo })).toBeNull();
  });

  test('it is found although its body is no longer kept', async () => {
    const { sandbox, mailer } = await start({ kept: 1 });
    const ada = outgoing('ada@example.test');
    await mailer.sendBatch([ada, outgoing('bo@example.test')]);
    expect(sandbox.messages().map(({ message }) => message === null)).toEqual([true, false]);
    expect(await mailer.find(searchOf(ada))).toBe(sandbox.messages()[0]!.messageId);
  });

  test('not before the lag of the search; nor while the search is down', async () => {
    const { sandbox, mailer } = await start();
    sandbox.faults.set({ searchLagMs: 60_000 });
    const ada = outgoing('ada@example.test');
    await mailer.sendBatch([ada]);
    expect(await mailer.find(searchOf(ada))).toBeNull();
    sandbox.faults.set({ isSearchDown: true });
    await expect(mailer.find(searchOf(ada))).rejects.toThrow(ProviderDownError);
    await expect(mailer.bounces(new Date(0))).rejects.toThrow(ProviderDownError);
    await expect(mailer.suppressions('broadcast')).rejects.toThrow(ProviderDownError);
    sandbox.faults.set({});
    expect(await mailer.find(searchOf(ada))).toBe(sandbox.messages()[0]!.messageId);
  });

  test('bounces since an instant, oldest first, and the suppressions of a stream', async () => {
    const { sandbox, mailer } = await start();
    await mailer.sendBatch([
      outgoing('ada.hardbounce@example.test'),
      outgoing('bo.softbounce@example.test'),
      outgoing('cy.complaint@example.test'),
      outgoing('dee.unsubscribe@example.test'),
      outgoing('eve@example.test'),
    ]);
    await sandbox.settled();
    expect(await mailer.bounces(new Date(Date.now() - 60_000))).toEqual([
      bounce('HardBounce', 'ada.hardbounce@example.test', true),
      bounce('SoftBounce', 'bo.softbounce@example.test', false),
      bounce('SpamComplaint', 'cy.complaint@example.test', true),
    ]);
    expect(await mailer.bounces(new Date(Date.now() + 1_000))).toEqual([]);
    expect(await mailer.suppressions('broadcast')).toEqual([
      suppression('ada.hardbounce@example.test', 'HardBounce'),
      suppression('cy.complaint@example.test', 'SpamComplaint'),
      suppression('dee.unsubscribe@example.test', 'ManualSuppression'),
    ]);
    expect(await mailer.suppressions('outbound')).toEqual([]);
    expect(await mailer.sendBatch([outgoing('Ada.HardBounce@example.test')])).toMatchObject({
      outcomes: [{ kind: 'REFUSED', code: 406 }],
    });
  });

  test('more than a page of bounces', async () => {
    const { sandbox, mailer } = await start();
    const many = Array.from({ length: 500 }, (_, at) => outgoing(`p${at}.softbounce@example.test`));
    await mailer.sendBatch(many);
    await mailer.sendBatch(many.slice(0, 7));
    await sandbox.settled();
    expect(new Set((await mailer.bounces(new Date(0))).map(({ id }) => id)).size).toBe(507);
  });

  const bounce = (type: string, email: string, isInactive: boolean) =>
    expect.objectContaining({ type, email, isInactive, at: expect.any(Date), messageId: expect.any(String) });
  const suppression = (email: string, reason: string) =>
    expect.objectContaining({ email, reason, origin: 'Recipient', at: expect.any(Date) });
});

describe('webhooks', () => {
  test('tell of each thing in its own shape, with name and password', async () => {
    const crm = await receiver();
    const { sandbox, mailer } = await start({ webhooks: () => [targetOf(crm)] });
    const batch = ['ada', 'bo.hardbounce', 'cy.complaint', 'dee.unsubscribe'].map(who =>
      outgoing(`${who}@example.test`),
    );
    await mailer.sendBatch(batch);
    await sandbox.settled();
    const sendId = batch[0]!.metadata.send_id!;
    for (const kind of ['OPEN', 'OPEN', 'CLICK', 'SOFT_BOUNCE'] as const) {
      sandbox.happen(kind, sendId, { link: 'https://practice.test/' });
      await sandbox.settled();
    }
    sandbox.happen('RESUBSCRIBE', batch[3]!.metadata.send_id!);
    await sandbox.settled();
    const told = payloads(crm);
    const kinds = told.map(({ RecordType, Type, SuppressionReason }) => [
      RecordType,
      Type ?? SuppressionReason ?? null,
    ]);
    expect(kinds.sort()).toEqual(
      [
        ['Delivery', null],
        ['Delivery', null],
        ['Delivery', null],
        ['Bounce', 'HardBounce'],
        ['SubscriptionChange', 'HardBounce'],
        ['SpamComplaint', 'SpamComplaint'],
        ['SubscriptionChange', 'SpamComplaint'],
        ['SubscriptionChange', 'ManualSuppression'],
        ['Open', null],
        ['Open', null],
        ['Click', null],
        ['Bounce', 'SoftBounce'],
        ['SubscriptionChange', null],
      ].sort(),
    );
    const of = (type: string) => told.filter(({ RecordType }) => RecordType === type);
    expect(of('Open').map(({ FirstOpen }) => FirstOpen)).toEqual([true, false]);
    expect(of('Click')[0]).toMatchObject({ OriginalLink: 'https://practice.test/', Metadata: { send_id: sendId } });
    expect(of('SubscriptionChange').at(-1)).toMatchObject({ SuppressSending: false, Recipient: batch[3]!.to });
    const { authorization } = crm.taken[0]!.headers;
    expect(Buffer.from(authorization!.slice('Basic '.length), 'base64').toString()).toBe('postmark:se:cret');
  });

  test('come again until they are taken, but not after a 403', async () => {
    const [slow, angry, deaf] = [await receiver(), await receiver(), await receiver()];
    slow.answer = () => (slow.calls < 3 ? 503 : 200);
    angry.answer = () => 403;
    deaf.answer = () => null;
    const { sandbox, mailer } = await start({ webhooks: () => [slow, angry, deaf].map(targetOf) });
    await mailer.sendBatch([outgoing('ada@example.test')]);
    await sandbox.settled();
    expect([slow.calls, angry.calls, deaf.calls]).toEqual([3, 1, 4]);
    expect(sandbox.webhookFigures).toEqual({ taken: 1, givenUp: 2, failed: 7, pending: 0 });
  });

  test('are lost, doubled, held back and shuffled as they are told', async () => {
    const crm = await receiver();
    const { sandbox, mailer } = await start({ webhooks: () => [targetOf(crm)] });
    const send = async () => {
      await mailer.sendBatch(Array.from({ length: 20 }, (_, at) => outgoing(`p${at}@example.test`)));
      await sandbox.settled();
      return payloads(crm)
        .splice(0)
        .map(({ Recipient }) => Recipient);
    };
    sandbox.faults.set({ webhooks: { lost: 1 } });
    expect(await send()).toEqual([]);
    sandbox.faults.set({ webhooks: { doubled: 1, shuffledMs: 50 } });
    const told = await send();
    expect([told.length, new Set(told).size]).toEqual([40, 20]);
    const inOrder = [...told].sort((a, b) => String(a).localeCompare(String(b), 'en', { numeric: true }));
    expect(told).not.toEqual(inOrder);
    crm.taken.length = 0;
    sandbox.faults.set({ webhooks: { isHeld: true } });
    const held = send();
    expect(await Promise.race([held, new Promise(resolve => setTimeout(resolve, 50, 'held'))])).toBe('held');
    expect(crm.taken).toEqual([]);
    sandbox.faults.set({});
    expect(await held).toHaveLength(20);
  });
});

describe('the log is the judge', () => {
  test('a line for each accepted message stands in the file before the answer, which never came', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mail-log-'));
    open.push({ close: () => rmSync(folder, { recursive: true }) });
    const logFile = join(folder, 'accepted.jsonl');
    const { sandbox, mailer } = await start({ logFile });
    sandbox.faults.set({ next: ['RESET_AFTER', 'RESET_BEFORE'] });
    const ada = outgoing('ada@example.test');
    await mailer.sendBatch([ada]);
    await mailer.sendBatch([ada]);
    await mailer.sendBatch([ada, outgoing('not an address')]);
    const lines = readFileSync(logFile, 'utf8').trim().split('\n');
    expect(lines.map(line => JSON.parse(line))).toEqual(
      [1, 2].map(position => ({
        position,
        messageId: expect.any(String),
        at: expect.any(String),
        sendId: ada.metadata.send_id,
        recipients: ['ada@example.test'],
        stream: 'broadcast',
        from: ada.from,
        subject: 'News',
        headers: [{ Name: 'List-Unsubscribe', Value: '<https://crm.test/u/1>' }],
      })),
    );
    expect(sandbox.sends()).toEqual(new Map([[ada.metadata.send_id, 2]]));
  });

  test('and is read over HTTP', async () => {
    const { mailer, control } = await start();
    const ada = outgoing('ada@example.test');
    await mailer.sendBatch([ada]);
    await mailer.sendBatch([ada, outgoing('bo@example.test')]);
    const sendId = ada.metadata.send_id!;
    expect((await control('GET', '/sandbox')).json).toMatchObject({
      accepted: 3,
      distinct: 2,
      doubled: [sendId],
      calls: 2,
    });
    const lines = (await control('GET', '/sandbox/log?after=1')).text.trim().split('\n');
    expect(lines.map(line => JSON.parse(line).position)).toEqual([2, 3]);
    expect((await control('GET', '/sandbox/sends')).json).toMatchObject({ [sendId]: 2 });
    const { messageId } = JSON.parse(lines[0]!);
    expect((await control('GET', `/sandbox/messages/${messageId}`)).json).toMatchObject({ TextBody: 'Hello' });
    await control('DELETE', '/sandbox/messages');
    expect((await control('GET', '/sandbox')).json).toMatchObject({ accepted: 0, doubled: [] });
  });
});

describe('faults', () => {
  test('are set over HTTP, and what is malformed is refused with its place', async () => {
    const { sandbox, mailer, control } = await start();
    const refused = await control('PUT', '/sandbox/faults', { calls: { RESET_AFTER: 2 } });
    expect([refused.status, refused.json.error]).toEqual([422, expect.stringContaining('calls.RESET_AFTER')]);
    expect((await control('PUT', '/sandbox/faults', { fast: true })).status).toBe(422);
    await control('PUT', '/sandbox/faults', { next: ['FAIL_AFTER', null, 'FAIL_BEFORE'], acceptsAtMost: 2 });
    const kinds = [];
    for (const who of ['a', 'b', 'c', 'd'])
      kinds.push((await mailer.sendBatch([outgoing(`${who}@example.test`)])).kind);
    expect(kinds).toEqual(['UNCERTAIN', 'ANSWERED', 'UNCERTAIN', 'UNCERTAIN']);
    expect(sandbox.messages()).toHaveLength(2);
  });

  test('befall their share of calls and messages, the same ones for the same seed', async () => {
    const draw = async (seed: number) => {
      const { sandbox, mailer } = await start({ deliveryMs: null });
      sandbox.faults.set({ seed, calls: { RATE_LIMITED: 0.2, RESET_AFTER: 0.1 }, messages: { share: 0.5, code: 406 } });
      const kinds = [];
      for (let at = 0; at < 100; at += 1) kinds.push((await mailer.sendBatch([outgoing(`p${at}@example.test`)])).kind);
      return { kinds, accepted: sandbox.messages().length };
    };
    const [first, again, other] = [await draw(7), await draw(7), await draw(8)];
    expect(again).toEqual(first);
    expect(other.kinds).not.toEqual(first.kinds);
    const count = (kind: string) => first.kinds.filter(one => one === kind).length;
    expect(count('REFUSED')).toBeGreaterThan(8);
    expect(count('REFUSED')).toBeLessThan(35);
    expect(count('UNCERTAIN')).toBeGreaterThan(2);
    expect(first.accepted).toBeGreaterThan(20);
    expect(first.accepted).toBeLessThan(60);
  });
});

describe('Postmark’s own refusals', () => {
  const post = (url: string, path: string, body: unknown, token = sandboxToken) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-postmark-server-token': token },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }).then(async reply => [reply.status, await reply.json()] as const);
  const plain = { From: 'a@b.test', To: 'ada@example.test', TextBody: 'x' };

  test('of a call', async () => {
    const { sandbox } = await start();
    expect(await post(sandbox.url, '/email/batch', [plain], 'wrong')).toMatchObject([401, { ErrorCode: 10 }]);
    expect(await post(sandbox.url, '/email/batch', '[{')).toMatchObject([422, { ErrorCode: 402 }]);
    expect(await post(sandbox.url, '/email/batch', plain)).toMatchObject([422, { ErrorCode: 403 }]);
    expect(await post(sandbox.url, '/email/batch', [])).toMatchObject([422, { ErrorCode: 300 }]);
    expect(await post(sandbox.url, '/email', { ...plain, To: '' })).toMatchObject([422, { ErrorCode: 300 }]);
    expect(await post(sandbox.url, '/email', plain)).toMatchObject([200, { ErrorCode: 0, To: plain.To }]);
    expect(sandbox.messages()).toHaveLength(1);
  });

  test.each([
    ['no sender', { From: '' }, 300],
    ['a sender of elsewhere', { From: 'Ada <a@elsewhere.test>' }, 400],
    ['no recipient', { To: '' }, 300],
    ['a recipient without a domain', { To: 'ada@' }, 300],
    ['51 recipients', { To: Array.from({ length: 51 }, (_, at) => `p${at}@example.test`).join() }, 300],
    ['no body', { TextBody: '' }, 300],
    ['a header in a header', { Headers: [{ Name: 'X-A', Value: 'a\r\nBcc: b@c.test' }] }, 300],
    ['a header in the subject', { Subject: 'a\r\nBcc: b@c.test' }, 300],
    ['too much metadata', { Metadata: { key: 'x'.repeat(81) } }, 300],
    ['an inactive recipient', { To: 'ada.inactive@example.test' }, 406],
    ['a stream that is not there', { MessageStream: 'nowhere' }, 1235],
  ])('of a message: %s', async (_, wrong, code) => {
    const { sandbox } = await start({ streams: ['outbound'], senderDomains: ['b.test'] });
    const [status, results] = await post(sandbox.url, '/email/batch', [{ ...plain, ...wrong }, plain]);
    expect([status, results.map((result: { ErrorCode: number }) => result.ErrorCode)]).toEqual([200, [code, 0]]);
  });

  test('suppressions are added and taken away, but not those of the recipient', async () => {
    const { sandbox, mailer } = await start();
    await mailer.sendBatch([outgoing('bo.unsubscribe@example.test')]);
    await sandbox.settled();
    const list = {
      Suppressions: ['ada@example.test', 'bo.unsubscribe@example.test'].map(EmailAddress => ({ EmailAddress })),
    };
    const path = '/message-streams/broadcast/suppressions';
    expect(await post(sandbox.url, path, list)).toMatchObject([200, { Suppressions: [{ Status: 'Suppressed' }, {}] }]);
    expect(await post(sandbox.url, `${path}/delete`, list)).toMatchObject([
      200,
      { Suppressions: [{ Status: 'Deleted' }, { Status: 'Failed' }] },
    ]);
    expect((await mailer.suppressions('broadcast')).map(({ email }) => email)).toEqual(['bo.unsubscribe@example.test']);
  });
});

describe('only who is at this machine', () => {
  test('a name that was made to lead here, and a form of elsewhere, are refused', async () => {
    const { control, sandbox } = await start();
    const raw = async (method: string, headers: Record<string, string>) => {
      const { request } = await import('node:http');
      return new Promise(resolve =>
        request(sandbox.url, { method, headers }, reply => resolve(reply.resume().statusCode)).end(),
      );
    };
    expect(await raw('GET', { host: 'evil.example' })).toBe(403);
    expect(await raw('GET', { host: 'localhost:4001' })).toBe(200);
    expect(await raw('POST', { origin: 'http://evil.example' })).toBe(403);
    expect(await raw('POST', { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect((await control('GET', '/nowhere')).status).toBe(404);
  });
});
