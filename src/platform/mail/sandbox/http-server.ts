import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mostBytes } from '../batch-limits.js';
import { type Answer, apiError, type Call } from './answer.js';

/** Answers calls over HTTP, or lets them down as it is told. */
export class SandboxServer {
  readonly #server: Server;
  constructor(private readonly answer: (call: Call) => Promise<Answer>) {
    this.#server = createServer((req, res) => void this.#handle(req, res));
    // A client's idle connection ends first, so that no call is written into one that is closing.
    this.#server.keepAliveTimeout = 30_000;
  }

  /** The port that it listens on. */
  async listen(port: number, host: string): Promise<number> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const call = await read(req);
      send(res, call ? await this.answer(call) : apiError(413, 0, 'The request is larger than 50 MB.'));
    } catch (error) {
      if (req.destroyed && !req.complete) return;
      send(res, apiError(500, 0, error instanceof Error ? error.message : String(error)));
    }
  }
}

/** Null: it is too large. */
async function read(req: IncomingMessage): Promise<Call | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > mostBytes) return null;
    chunks.push(chunk);
  }
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://sandbox');
  return {
    method: req.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: req.headers,
    body: Buffer.concat(chunks),
  };
}

function send(res: ServerResponse, answer: Answer): void {
  if (answer === 'HANG') return;
  if (answer === 'RESET') return void res.socket?.resetAndDestroy();
  const { status, headers = {}, body } = answer;
  const isJson = typeof body === 'object' && body !== null && !Buffer.isBuffer(body);
  const type = isJson ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
  const sent = isJson ? JSON.stringify(body) : (body ?? '');
  res.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(sent), ...headers });
  res.end(sent);
}
