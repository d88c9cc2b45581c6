import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureOf } from '../../src/platform/ports/module-caller.js';

export interface ModuleRequest {
  path: string;
  body: Record<string, unknown>;
  idempotencyKey: string | null;
}

/** What a test may do to a call: before the module does anything, or after it has and before it answers. */
type Hook = (request: ModuleRequest) => Promise<'HANG_UP' | { status: number; code?: string } | undefined>;

/** Client management, scheduling and billing in one small server: signed calls only, one effect for a key. */
export class ModulesServer {
  readonly requests: ModuleRequest[] = [];
  /** Effects by kind: what the modules hold in the end. */
  readonly clients: Record<string, unknown>[] = [];
  readonly appointments: Record<string, unknown>[] = [];
  readonly verifications: Record<string, unknown>[] = [];
  readonly history = new Map<string, Set<string>>();
  before: Hook = async () => undefined;
  after: Hook = async () => undefined;
  readonly key = 'a key that the modules know';
  readonly #answers = new Map<string, unknown>();
  readonly #server = createServer((req, res) => void this.#serve(req, res));
  #next = 1;

  async open(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Settings that send a server under test here. */
  get settings(): Record<string, string> {
    const names = ['CLIENTS', 'SCHEDULING', 'BILLING'];
    return Object.fromEntries(
      names.flatMap(name => [
        [`${name}_URL`, this.url],
        [`${name}_KEY`, this.key],
      ]),
    );
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(() => resolve()));
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const text = await bodyOf(req);
    const path = req.url!;
    const key = (req.headers['idempotency-key'] as string | undefined) ?? null;
    if (!this.#isSigned(req, text)) return answer(res, 401, { error: { code: 'BAD_SIGNATURE' } });
    const request = { path, body: JSON.parse(text) as Record<string, unknown>, idempotencyKey: key };
    this.requests.push(request);
    if (await this.#intervene(this.before, request, res)) return;
    const made = (key && this.#answers.get(key)) ?? this.#effect(request);
    if (key) this.#answers.set(key, made);
    if (await this.#intervene(this.after, request, res)) return;
    answer(res, made === null ? 404 : 200, made ?? { error: { code: 'NOT_FOUND' } });
  }

  async #intervene(hook: Hook, request: ModuleRequest, res: ServerResponse): Promise<boolean> {
    const wish = await hook(request);
    if (wish === undefined) return false;
    if (wish === 'HANG_UP') res.destroy();
    else answer(res, wish.status, { error: { code: wish.code } });
    return true;
  }

  #isSigned(req: IncomingMessage, body: string): boolean {
    const given = String(req.headers['x-signature']);
    const time = Number(/^t=(\d+),/.exec(given)?.[1]);
    return given === signatureOf(this.key, time, { method: req.method!, path: req.url! }, body);
  }

  #effect({ path, body }: ModuleRequest): unknown {
    const id = `X-${this.#next++}`;
    if (path === '/clients/search') return { matches: [] };
    if (path === '/clients/lookup') return this.clients.find(client => client.id === body.id) ?? null;
    if (path === '/clients') return pushed(this.clients, { ...body, id });
    if (path === '/appointments') return pushed(this.appointments, { ...body, id });
    if (path === '/insurance-verifications') return pushed(this.verifications, { id, status: 'VERIFIED', ...body });
    const clientId = /^\/clients\/([^/]+)\/history$/.exec(path)?.[1];
    if (!clientId) return null;
    const held = this.history.get(clientId) ?? new Set();
    for (const entry of body.entries as { interactionId: string }[]) held.add(entry.interactionId);
    this.history.set(clientId, held);
    return {};
  }
}

function pushed(list: Record<string, unknown>[], row: Record<string, unknown>): Record<string, unknown> {
  list.push(row);
  return row;
}

function answer(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += chunk;
  return text;
}
