import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { mostBytes } from './batch-limits.js';

// An idle connection ends before a peer would end it: a call written into one that is just closing has no known fate.
const keptAlive = { keepAlive: true, timeout: 4_000 };
const agents = { 'http:': new HttpAgent(keptAlive), 'https:': new HttpsAgent(keptAlive) };

/** One HTTP call as `fetch` would make it, that also tells what fetch hides: whether anything of it left this machine. */
export class Exchange {
  /** Whether a byte of the call may have reached the other side. */
  wasSent = false;
  #hasLeft = false;
  status: number | null = null;
  retryAfter: string | null = null;

  /** With a body of its own it sends that, whatever it is given to send. */
  constructor(private readonly body: (() => Buffer) | null = null) {}

  /** Whether the call left as a whole and was answered: nothing reads its body any more. */
  get isOver(): boolean {
    return this.#hasLeft && this.status !== null;
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    const body = this.body?.() ?? Buffer.from((init.body as string | undefined) ?? '');
    if (body.length > mostBytes) {
      // What the provider would answer once it had all of it.
      this.status = 413;
      throw new Error(`the call has ${body.length} bytes`);
    }
    const answer = await this.#call(url, init, body);
    const bytes = await bytesOf(answer);
    this.status = answer.statusCode!;
    this.retryAfter = answer.headers['retry-after'] ?? null;
    const hasBody = ![204, 205, 304].includes(this.status);
    return new Response(hasBody ? bytes : null, { status: this.status });
  };

  #call(url: URL, { method, headers, signal }: RequestInit, body: Buffer): Promise<IncomingMessage> {
    const isSecure = url.protocol === 'https:';
    const sent = { ...(headers as Record<string, string>), 'content-length': String(body.length) };
    return new Promise((resolve, reject) => {
      const call = (isSecure ? requestHttps : requestHttp)(url, {
        method,
        headers: sent,
        agent: agents[isSecure ? 'https:' : 'http:'],
        signal: signal ?? undefined,
      });
      call.on('socket', socket => this.#watch(socket, isSecure));
      call.on('finish', () => {
        this.#hasLeft = true;
      });
      call.on('response', resolve);
      call.on('error', reject);
      call.end(body);
    });
  }

  /** Until the connection stands, and its certificate was accepted, nothing is written. */
  #watch(socket: Socket, isSecure: boolean): void {
    const onOpen = () => {
      this.wasSent = true;
    };
    if (!socket.connecting && socket.readyState === 'open') onOpen();
    else socket.once(isSecure ? 'secureConnect' : 'connect', onOpen);
  }
}

/** The whole of an answer; fails when it breaks off. */
function bytesOf(answer: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    answer.on('data', chunk => chunks.push(chunk));
    answer.on('end', () => resolve(Buffer.concat(chunks)));
    answer.on('error', reject);
    answer.on('close', () => reject(new Error('the answer broke off')));
  });
}
