import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import type { Viewer } from '../../../src/platform/access/viewer.js';
import type { AuditEntry } from '../../../src/platform/audit/audit-entry.js';
import { ClientAddress } from '../../../src/platform/client-address.js';
import type { RequestContext } from '../../../src/platform/context.js';
import { UnauthenticatedError, UnavailableError } from '../../../src/platform/errors/errors.js';
import type { Idempotency } from '../../../src/platform/idempotency/idempotency.js';
import { Entrance } from '../../../src/server/entrance.js';
import { type GraphqlDoor, openGraphql } from '../../../src/server/graphql-door.js';
import type { Services } from '../../../src/server/services.js';
import { BookResolver, Shelf } from './books.js';

const practiceId = '019a0000-0000-7000-8000-000000000001';
const person = (role: 'OWNER' | 'MARKETING' | 'AUDITOR', at: number): Viewer => ({
  kind: 'STAFF',
  id: `019a0000-0000-7000-8000-00000000001${at}`,
  practiceId,
  roles: [role],
});

/** Tokens of the people of these tests. */
export const people: Record<string, Viewer> = {
  owner: person('OWNER', 1),
  marketing: person('MARKETING', 2),
  auditor: person('AUDITOR', 3),
};

interface SurfaceOptions {
  isProduction?: boolean;
}

/** The GraphQL door with everything of its own, over a shelf of books instead of the business. */
export class Surface {
  readonly entries: (AuditEntry & { requestId: string })[] = [];
  readonly logged: Record<string, unknown>[] = [];
  readonly shelf = new Shelf();
  /** Viewers that may no longer listen. */
  readonly gone = new Set<Viewer>();
  isAuditDown = false;
  readonly #sockets: WebSocket[] = [];
  readonly #upgraded = new Set<unknown>();
  private constructor(
    readonly server: Server,
    private readonly options: SurfaceOptions,
  ) {}
  door!: GraphqlDoor;

  static async open(options: SurfaceOptions = {}): Promise<Surface> {
    const server = createServer((req, res) => surface.door.handle(req, res));
    const surface = new Surface(server, options);
    surface.door = await openGraphql(surface.#parts());
    surface.door.listen(server);
    server.on('upgrade', (_req, socket) => {
      surface.#upgraded.add(socket);
      socket.once('close', () => surface.#upgraded.delete(socket));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return surface;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/graphql`;
  }

  /** Sockets that stand. */
  get connections(): number {
    return this.#upgraded.size;
  }

  async close(): Promise<void> {
    await this.door.close();
    for (const socket of this.#sockets) socket.terminate();
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** One call as a client makes it. */
  async post(query: string, variables?: unknown, options: { as?: string; headers?: Record<string, string> } = {}) {
    const authorization: Record<string, string> = options.as ? { authorization: `Bearer ${options.as}` } : {};
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...options.headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: Record<string, unknown> | null; errors?: Failure[] };
    return { status: response.status, headers: response.headers, ...body };
  }

  socket(headers: Record<string, string> = {}, protocol = 'graphql-transport-ws', path = '/graphql'): WebSocket {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}${path}`, protocol, { headers });
    socket.on('error', () => undefined);
    this.#sockets.push(socket);
    return socket;
  }

  #parts() {
    const append = async (ctx: RequestContext, ...entries: AuditEntry[]) => {
      if (this.isAuditDown) throw new UnavailableError();
      ctx.audited += entries.length;
      this.entries.push(...entries.map(entry => ({ ...entry, requestId: ctx.requestId })));
    };
    const authenticate = async ({ authorization }: { authorization?: string | null }) => {
      if (!authorization) return null;
      const viewer = people[authorization.replace('Bearer ', '')];
      if (!viewer || this.gone.has(viewer)) throw new UnauthenticatedError();
      return viewer;
    };
    const isLive = async (viewer: Viewer) => !this.gone.has(viewer);
    const write = (line: string) => void this.logged.push(JSON.parse(line));
    const logger = pino({ level: 'warn' }, { write });
    const config = {
      isProduction: this.options.isProduction ?? false,
      publicUrl: 'https://crm.example',
      corsOrigins: ['https://app.example'],
    };
    const services = { ground: { config, logger, audit: { append } }, authenticator: { authenticate, isLive } };
    return {
      services: services as unknown as Services,
      entrance: new Entrance(new ClientAddress([]), authenticate),
      idempotency: {} as Idempotency,
      doors: [{ type: BookResolver, open: () => new BookResolver(this.shelf) }],
    };
  }
}

export interface Failure {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; requestId?: string; [key: string]: unknown };
}

export interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** A socket's side of the conversation, with every message awaited. */
export class Talk {
  readonly #waiting: ((message: Message | null) => void)[] = [];
  readonly #heard: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(readonly socket: WebSocket) {
    socket.on('message', data => this.#take(JSON.parse(String(data)) as Message));
    this.closed = new Promise(resolve => {
      socket.once('close', (code, reason) => {
        for (const wait of this.#waiting.splice(0)) wait(null);
        resolve({ code, reason: String(reason) });
      });
    });
  }

  /** Connected and let in as this person. */
  static async with(surface: Surface, as: string): Promise<Talk> {
    const talk = new Talk(surface.socket());
    await talk.opened();
    talk.say({ type: 'connection_init', payload: { authorization: `Bearer ${as}` } });
    const answer = await talk.next();
    if (answer?.type !== 'connection_ack') throw new Error(`not let in: ${JSON.stringify(answer)}`);
    return talk;
  }

  opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
  }

  say(message: Message): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.say({ id, type: 'subscribe', payload: { query, ...(variables && { variables }) } });
  }

  /** The next message; null when the socket closed instead. */
  next(): Promise<Message | null> {
    const heard = this.#heard.shift();
    if (heard) return Promise.resolve(heard);
    if (this.socket.readyState === WebSocket.CLOSED) return Promise.resolve(null);
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  /** The whole answer to one operation: its errors, or its data. */
  async ask(query: string, variables?: Record<string, unknown>): Promise<{ data?: unknown; errors?: Failure[] }> {
    this.subscribe('ask', query, variables);
    const answer = await this.next();
    if (answer?.type === 'error') return { errors: answer.payload as Failure[] };
    const end = await this.next();
    if (end?.type !== 'complete') throw new Error(`not complete: ${JSON.stringify(end)}`);
    return answer?.payload as { data?: unknown; errors?: Failure[] };
  }

  #take(message: Message): void {
    const wait = this.#waiting.shift();
    if (wait) wait(message);
    else this.#heard.push(message);
  }
}
