import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  headers: IncomingHttpHeaders;
  text: string;
  body: {
    id: string;
    type: string;
    at: string;
    practiceId: string;
    objectType: string;
    objectId: string;
    sequence: string | null;
    data: Record<string, unknown>;
  };
}

/** Someone outside who is told what happens. */
export class Receiver {
  /** What was taken, in the order it came. */
  readonly taken: Received[] = [];
  /** What came altogether, taken or not. */
  calls = 0;
  /** The status that a call is answered with; `null` breaks the connection off. */
  answer: (call: Received) => number | null = () => 204;
  #server = createServer();
  #port = 0;

  async open(): Promise<this> {
    this.#server = createServer(async (req, res) => {
      let text = '';
      for await (const chunk of req) text += chunk;
      const call = { headers: req.headers, text, body: JSON.parse(text) };
      this.calls += 1;
      const status = this.answer(call);
      if (status === null) return void req.socket.destroy();
      if (status < 300) this.taken.push(call);
      res.writeHead(status).end();
    });
    await new Promise<void>(resolve => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/events?from=crm`;
  }

  /** Down until it is opened again, at the same address. */
  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(() => resolve()));
  }
}
