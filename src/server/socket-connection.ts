import type { WebSocket as TransportSocket } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Viewer } from '../platform/access/viewer.js';
import { RequestContext } from '../platform/context.js';

/** What one socket may ask of this process. */
export const socketLimits = {
  frameBytes: 65_536,
  subscriptions: 50,
  perUser: 10,
  initMs: 3_000,
  pingMs: 12_000,
  messagesPerSecond: 100,
  /** Bytes that wait for a slow reader, and how long one message may wait, before it is dropped. */
  bufferedBytes: 1_048_576,
  sendMs: 10_000,
  /** Accounts are asked this often whether they may still listen; five seconds are promised. */
  livenessMs: 2_000,
} as const;

export const closeCodes = {
  goingAway: 1001,
  tryAgainLater: 1013,
  forbidden: 4403,
  tooMany: 4429,
  failed: 4500,
} as const;

/** One open socket: who is on it, and how fast it may talk and must listen. */
export class Connection {
  viewer: Viewer | null = null;
  #second = 0;
  #messages = 0;
  #isAnswering = true;

  constructor(
    readonly socket: WebSocket,
    /** Where the socket comes from. */
    private readonly origin: RequestContext,
  ) {
    socket.on('pong', () => {
      this.#isAnswering = true;
    });
  }

  /** A context of its own for each operation. */
  context(): RequestContext {
    const { channel, ip, userAgent, deviceId } = this.origin;
    return new RequestContext({ channel, ip, userAgent, deviceId, viewer: this.viewer });
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** Asks for a sign of life; ends a connection whose last question was not answered. */
  ping(): void {
    if (this.#isAnswering) this.socket.ping();
    else this.socket.terminate();
    this.#isAnswering = false;
  }

  /** The socket as the protocol's implementation wants it. */
  transport(onFailure: (error: unknown) => void): TransportSocket {
    const { socket } = this;
    return {
      protocol: socket.protocol,
      send: data => this.#send(data),
      close: (code, reason) => socket.close(code, reason),
      onMessage: take => {
        socket.on('message', (data: RawData) => {
          if (this.#isTalkingTooFast()) return this.close(closeCodes.tooMany, 'Too many messages');
          take(String(data)).catch(error => {
            onFailure(error);
            this.close(closeCodes.failed, 'Internal server error');
          });
        });
      },
    };
  }

  /** Resolves when the message is out, so that a stream gives no faster than its reader takes. */
  #send(data: string): Promise<void> {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    if (socket.bufferedAmount > socketLimits.bufferedBytes) {
      socket.terminate();
      return Promise.resolve();
    }
    return new Promise(resolve => {
      const tooLate = setTimeout(() => socket.terminate(), socketLimits.sendMs);
      socket.send(data, () => {
        clearTimeout(tooLate);
        resolve();
      });
    });
  }

  #isTalkingTooFast(): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#messages = 0;
    }
    return ++this.#messages > socketLimits.messagesPerSecond;
  }
}
