import { codeOf, type GraphqlError, type Session } from './session.js';

/** What a subscription asks, and who takes what it tells. */
export interface Listening<Told> {
  query: string;
  variables: Record<string, unknown>;
  /** The root field, whose events hold a cursor. */
  field: string;
  /** Where it goes on after an interruption; set by the events. */
  after?: string;
  told: (event: Told) => void;
  /** It ended for good: it was refused. */
  refused?: (code: string) => void;
}

export type ConnectionState = 'connecting' | 'live' | 'waiting';

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

const slowestRetry = 8_000;
/** So often the server is asked for a sign of life; a connection that gave none twice is given up. */
const heartbeat = 10_000;
const retrySubscription = 1_000;
const forbidden = 4403;

/** Subscriptions over one websocket, in the protocol graphql-transport-ws; it comes back by itself, each after its cursor. */
export class Socket {
  readonly #listening = new Map<string, Listening<unknown>>();
  #socket: WebSocket | null = null;
  #isReady = false;
  #isStopped = true;
  #isConnecting = false;
  #tries = 0;
  #next = 1;
  #timer = 0;
  #heardAt = 0;

  constructor(
    private readonly session: Session,
    private readonly changed: (state: ConnectionState) => void,
  ) {
    // Back from sleep or another network, nobody should wait for the next try.
    window.addEventListener('online', () => this.#retryNow());
    document.addEventListener('visibilitychange', () => !document.hidden && this.#retryNow());
    setInterval(() => this.#feel(), heartbeat);
  }

  start(): void {
    this.#isStopped = false;
    void this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#listening.clear();
    this.#socket?.close(1000);
    this.#socket = null;
    this.#isReady = false;
  }

  /** Listens from now on; the answer ends it. */
  listen<Told extends { cursor: string }>(listening: Listening<Told>): () => void {
    const id = String(this.#next++);
    this.#listening.set(id, listening as Listening<unknown>);
    if (this.#isReady) this.#subscribe(id);
    return () => {
      if (this.#listening.delete(id) && this.#isReady) this.#send({ type: 'complete', id });
    };
  }

  async #connect(): Promise<void> {
    if (this.#isConnecting || this.#socket) return;
    this.changed('connecting');
    this.#isConnecting = true;
    const token = await this.session.token().catch(() => null);
    this.#isConnecting = false;
    if (this.#isStopped) return;
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.onopen = () => {
      this.#send({ type: 'connection_init', payload: { authorization: `Bearer ${token ?? ''}` } });
    };
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)) as Message);
    socket.onclose = ({ code }) => this.#closed(socket, code);
  }

  #take({ type, id = '', payload }: Message): void {
    this.#heardAt = Date.now();
    const listening = this.#listening.get(id);
    if (type === 'connection_ack') this.#opened();
    else if (type === 'ping') this.#send({ type: 'pong' });
    else if (type === 'complete') setTimeout(() => this.#subscribe(id), retrySubscription);
    else if (type === 'error') {
      this.#listening.delete(id);
      listening?.refused?.(codeOf(payload as GraphqlError[]));
    } else if (type === 'next' && listening) {
      this.#tell(listening, payload as { data?: Record<string, { cursor: string }> });
    }
  }

  #tell(listening: Listening<unknown>, { data }: { data?: Record<string, { cursor: string }> }): void {
    const event = data?.[listening.field];
    if (!event) return;
    listening.after = event.cursor;
    listening.told(event);
  }

  #opened(): void {
    this.#isReady = true;
    this.#tries = 0;
    this.changed('live');
    for (const id of this.#listening.keys()) this.#subscribe(id);
  }

  #subscribe(id: string): void {
    const listening = this.#listening.get(id);
    if (!listening || !this.#isReady) return;
    const { query, variables, after } = listening;
    this.#send({ type: 'subscribe', id, payload: { query, variables: { ...variables, after } } });
  }

  #send(message: Message): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket || this.#isStopped) return;
    this.#socket = null;
    this.#isReady = false;
    this.changed('waiting');
    const pause = Math.min(500 * 2 ** this.#tries++, slowestRetry);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#again(code), pause * (0.5 + Math.random() / 2));
  }

  /** A connection that was refused needs another token. */
  async #again(code: number): Promise<void> {
    if (code === forbidden) await this.session.renew().catch(() => undefined);
    if (!this.#isStopped) await this.#connect();
  }

  #retryNow(): void {
    if (this.#isStopped || this.#socket) return;
    clearTimeout(this.#timer);
    void this.#connect();
  }

  #feel(): void {
    const socket = this.#socket;
    if (!socket) return;
    if (Date.now() - this.#heardAt < heartbeat * 2.5) {
      this.#send({ type: 'ping' });
      return;
    }
    // Its close can take as long as the silence did.
    socket.close();
    this.#closed(socket, 0);
  }
}
