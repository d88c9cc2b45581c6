import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Viewer } from '../platform/access/viewer.js';
import { UnauthenticatedError } from '../platform/errors/errors.js';
import type { SurfaceParts } from './apollo.js';
import type { Authenticate, Entrance } from './entrance.js';
import { Connection, closeCodes, socketLimits } from './socket-connection.js';
import { type Extra, SocketOperations } from './socket-operations.js';

export interface GraphqlSocketParts extends SurfaceParts {
  entrance: Entrance;
  authenticator: { authenticate: Authenticate; isLive(viewer: Viewer): Promise<boolean> };
  /** Pages of these origins may connect, besides those of this server itself. */
  origins: readonly string[];
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.length <= 5_000 ? value : null);

/** GraphQL over websockets at /graphql, in the protocol graphql-transport-ws. */
export class GraphqlSockets {
  readonly #connections = new Set<Connection>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: socketLimits.frameBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  readonly #origins: ReadonlySet<string>;
  readonly #protocol;
  readonly #timers: NodeJS.Timeout[];

  constructor(private readonly parts: GraphqlSocketParts) {
    this.#origins = new Set(parts.origins.map(origin => new URL(origin).origin));
    this.#protocol = makeServer<Record<string, unknown>, Extra>({
      ...new SocketOperations(parts, connection => this.#review(connection)).options(),
      connectionInitWaitTimeout: socketLimits.initMs,
      onConnect: ({ connectionParams, extra }) => this.#admit(extra.connection, connectionParams ?? {}),
    });
    this.#timers = [
      setInterval(() => this.#each(connection => connection.ping()), socketLimits.pingMs),
      setInterval(() => this.#each(connection => void this.#review(connection)), socketLimits.livenessMs),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  listen(server: HttpServer): void {
    server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      const refusal = this.#refusalOf(req);
      if (refusal) return void socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      this.#server.handleUpgrade(req, socket, head, accepted => this.#opened(accepted, req));
    });
  }

  /** Tells every socket that this process goes away, and ends those that do not close in time. */
  async close(graceMs = 2_000): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    const closed = [...this.#connections].map(
      ({ socket }) => new Promise<void>(resolve => void socket.once('close', () => resolve())),
    );
    this.#each(connection => connection.close(closeCodes.goingAway, 'Going away'));
    const late = setTimeout(() => this.#each(({ socket }) => socket.terminate()), graceMs);
    await Promise.all(closed);
    clearTimeout(late);
    this.#server.close();
  }

  /** A status line for a connection that is refused before it is a socket. A token in the address would be logged. */
  #refusalOf(req: IncomingMessage): string | null {
    if (req.url !== '/graphql') return req.url?.startsWith('/graphql?') ? '400 Bad Request' : '404 Not Found';
    const { origin, host } = req.headers;
    if (origin === undefined || this.#origins.has(origin)) return null;
    return URL.canParse(origin) && new URL(origin).host === host ? null : '403 Forbidden';
  }

  #opened(socket: WebSocket, req: IncomingMessage): void {
    const connection = new Connection(socket, this.parts.entrance.contextOf(req, 'socket'));
    this.#connections.add(connection);
    socket.on('error', error => this.parts.logger.debug({ err: error }, 'a socket failed'));
    const transport = connection.transport(error => this.parts.logger.error({ err: error }, 'a socket message failed'));
    const closed = this.#protocol.opened(transport, { connection });
    socket.once('close', (code, reason) => {
      this.#connections.delete(connection);
      closed(code, String(reason)).catch(error => this.parts.logger.warn({ err: error }, 'a stream did not end well'));
    });
  }

  /** Lets a socket in by the token or key of its connection parameters; false refuses it with 4403. */
  async #admit(connection: Connection, params: Record<string, unknown>): Promise<boolean> {
    const authorization = textOf(params.authorization ?? params.Authorization);
    const apiKey = textOf(params.apiKey ?? params['x-api-key'] ?? params['X-API-Key']);
    const ctx = connection.context();
    try {
      connection.viewer = await this.parts.authenticator.authenticate({ authorization, apiKey }, ctx);
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) {
        this.parts.logger.error({ err: error, requestId: ctx.requestId }, 'a socket could not be admitted');
        connection.close(closeCodes.tryAgainLater, 'Try again later');
        return true;
      }
    }
    const { viewer } = connection;
    if (!viewer) {
      await this.parts.auditUnrecorded(ctx, { operation: 'connect', outcome: 'DENIED', code: 'UNAUTHENTICATED' });
      return false;
    }
    const own = [...this.#connections].filter(other => other.viewer?.id === viewer.id);
    if (own.length > socketLimits.perUser) connection.close(closeCodes.tooMany, 'Too many sockets');
    return true;
  }

  /** Closes the socket of an account that may no longer listen: expired, deactivated, its roles changed. */
  async #review(connection: Connection): Promise<void> {
    const { viewer } = connection;
    if (!viewer) return;
    const isLive = await this.parts.authenticator.isLive(viewer).catch((error: unknown) => {
      this.parts.logger.warn({ err: error }, 'an account could not be reviewed');
      return true;
    });
    if (!isLive) connection.close(closeCodes.forbidden, 'Forbidden');
  }

  #each(act: (connection: Connection) => void): void {
    for (const connection of this.#connections) act(connection);
  }
}
