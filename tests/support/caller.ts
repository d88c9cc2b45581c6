import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { type Client, createClient, type ExecutionResult } from 'graphql-ws';
import WebSocket from 'ws';

/** What comes back from GraphQL; `data` is left open, as each test names what it looks at. */
export interface GraphqlAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
  data: any;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; [key: string]: unknown } }[];
  headers: Headers;
}

export interface RestAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the URL's
  body: any;
  text: string;
  headers: Headers;
}

/** Someone calling one server: signed in or not, over GraphQL, REST or a socket. */
export class Caller {
  readonly #sockets: Client[] = [];
  constructor(
    readonly url: () => string,
    readonly headers: Record<string, string> = {},
    /** Tells the next time the server has a new listener for events. */
    readonly nextListener: () => Promise<void> = () => Promise.resolve(),
  ) {}

  async graphql(
    query: string | { toString(): string },
    variables?: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<GraphqlAnswer> {
    const response = await fetch(`${this.url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.headers, ...headers },
      body: JSON.stringify({ query: String(query), variables }),
    });
    const { data, errors } = (await response.json()) as Pick<GraphqlAnswer, 'data' | 'errors'>;
    return { status: response.status, data, errors, headers: response.headers };
  }

  /** A typed operation of tests/generated; throws when the answer holds errors. */
  async execute<Result, Variables extends Record<string, unknown>>(
    operation: DocumentTypeDecoration<Result, Variables> & { toString(): string },
    variables?: Variables,
  ): Promise<Result> {
    const { data, errors } = await this.graphql(operation, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** A call to a path below /api/v1, or to any other when it does not begin with a noun: `/health/live`. */
  async rest(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<RestAnswer> {
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.url()}${isOutside(path) ? path : `/api/v1${path}`}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...this.headers, ...headers },
      body: (isRaw ? body : JSON.stringify(body)) as string | undefined,
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text), text, headers: response.headers };
  }

  /** Opens a subscription; resolves once the server has taken it, so that what happens next is told. */
  async subscribe(query: string, variables?: Record<string, unknown>): Promise<Subscription> {
    const { authorization, 'x-api-key': apiKey } = this.headers;
    const client = createClient({
      url: `${this.url().replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { ...(authorization && { authorization }), ...(apiKey && { 'x-api-key': apiKey }) },
      retryAttempts: 0,
      lazy: true,
    });
    this.#sockets.push(client);
    const listening = this.nextListener();
    const opened = new Promise<void>((resolve, reject) => {
      client.on('connected', () => resolve());
      client.on('closed', event => reject(new SocketClosed(event as { code: number; reason: string })));
    });
    opened.catch(() => undefined);
    const subscription = new Subscription(client, query, variables);
    await Promise.race([opened.then(() => listening), subscription.ended]);
    return subscription;
  }

  /** Closes the sockets of this caller. */
  async hangUp(): Promise<void> {
    await Promise.all(this.#sockets.splice(0).map(socket => socket.dispose()));
  }
}

/** Not below the noun's addresses: public doors and those of machines. */
export const isOutside = (path: string) => /^\/(api|health|metrics|graphql|forms|hooks|t|u)(\/|$|\?)/.test(path);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export class SocketClosed extends Error {
  constructor(readonly event: { code: number; reason: string }) {
    super(`closed with ${event.code} ${event.reason}`);
  }
}

type Result = ExecutionResult<Record<string, unknown>, unknown>;

/** The events of one subscription, in order; waited for, never slept for. */
export class Subscription {
  readonly received: Result[] = [];
  /** Resolves at the end with the reason, null when the server completed it. */
  readonly ended: Promise<unknown>;
  #woken: (() => void)[] = [];
  #isOver = false;
  readonly stop: () => void;

  constructor(client: Client, query: string, variables?: Record<string, unknown>) {
    let stop: () => void = () => undefined;
    this.ended = new Promise(resolve => {
      stop = client.subscribe(
        { query, variables },
        {
          next: result => this.#add(result as Result),
          error: error => this.#end(resolve, error),
          complete: () => this.#end(resolve, null),
        },
      );
    });
    this.stop = () => stop();
  }

  /** The next event not taken yet; throws when none comes in time or the subscription ends. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
  async next(withinMs = 5_000): Promise<any> {
    const deadline = Date.now() + withinMs;
    while (this.received.length === 0) {
      if (this.#isOver) throw new Error(`The subscription ended: ${JSON.stringify(await this.ended)}`);
      if (Date.now() >= deadline) throw new Error(`No event within ${withinMs} ms.`);
      await this.#news(deadline - Date.now());
    }
    return this.received.shift();
  }

  #add(result: Result): void {
    this.received.push(result);
    this.#wake();
  }

  #end(resolve: (reason: unknown) => void, reason: unknown): void {
    this.#isOver = true;
    resolve(reason);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#woken.splice(0)) wake();
  }

  #news(withinMs: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, withinMs);
      this.#woken.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
