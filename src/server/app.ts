import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { ClientAddress } from '../platform/client-address.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { Metrics } from '../platform/metrics.js';
import { StartError } from '../platform/process/start-error.js';
import type { RouteGroup } from '../platform/rest/route.js';
import { allowOrigin } from './cors.js';
import { Entrance } from './entrance.js';
import { type GraphqlDoor, openGraphql } from './graphql-door.js';
import { Health } from './health.js';
import { pageAddresses, pages } from './pages/pages.js';
import { addressOf, Router } from './router.js';
import { routeGroups } from './routes.js';
import type { Door } from './schema.js';
import type { Services } from './services.js';

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:4000`. */
  url: string;
  /** Takes no new calls, lets those under way finish (at most `graceMs`) and closes sockets with 1001. */
  close(graceMs?: number): Promise<void>;
}

interface ServerParts {
  services: Services;
  /** Instead of the settings' port. */
  port?: number;
  /** What is served; everything unless told. */
  groups?: readonly RouteGroup[];
  doors?: readonly Door[];
}

/** What machines call by the thousand. */
const isMachines = ({ url }: IncomingMessage) => url?.startsWith('/hooks/') || url?.startsWith('/t/');
const isGraphql = (req: IncomingMessage) => req.url === '/graphql' || (req.url?.startsWith('/graphql?') ?? false);

/** Serves both doors, the documents and the pages of this process. */
export async function startServer({ services, port, groups, doors }: ServerParts): Promise<RunningServer> {
  const { ground, authenticator } = services;
  const { config, logger, database, audit } = ground;
  const addresses = new ClientAddress(config.trustedProxies);
  const idempotency = new Idempotency(ground);
  const entrance = new Entrance(addresses, (credentials, from) => authenticator.authenticate(credentials, from));
  const router = new Router({ groups: groups ?? routeGroups(services), entrance, audit, idempotency, logger });
  const [health, metrics] = [new Health(database), new Metrics()];
  const graphql = await openGraphql({ services, entrance, idempotency, doors });
  const rest = pages({ config, router, health, metrics, addresses });
  const origins = new Set(config.corsOrigins);
  const isBehindTls = config.publicUrl.startsWith('https:');

  const server = createServer((req, res) => {
    if (health.isClosing) res.setHeader('connection', 'close');
    if (isBehindTls) res.setHeader('strict-transport-security', 'max-age=31536000');
    observe(req, res, { logger, metrics, router });
    if (req.headers.origin !== undefined && allowOrigin(req, res, origins)) return;
    // The hot paths pass through nothing else.
    if (isGraphql(req)) graphql.handle(req, res);
    else if (isMachines(req)) router.handle(req, res).catch(error => router.refuse(res, error));
    else rest(req, res);
  });
  server.requestTimeout = 60_000;
  await services.events.start();
  graphql.listen(server);
  await listen(server, port ?? config.port, config.host);
  return {
    url: urlOf(server, config.host),
    close: (graceMs = 10_000) => close(server, graphql, health, graceMs).then(() => services.events.stop()),
  };
}

interface Observers {
  logger: Logger;
  metrics: Metrics;
  router: Router;
}

/** One measure of each call, and of REST one line (of a machine's one only when it was refused), without any value of it: no body, no query, no id. */
function observe(req: IncomingMessage, res: ServerResponse, { logger, metrics, router }: Observers): void {
  const from = performance.now();
  res.once('close', () => {
    const milliseconds = Math.round((performance.now() - from) * 10) / 10;
    const isHot = isGraphql(req);
    const route = isHot ? '/graphql' : routeOf(req, router);
    const method = (req.method ?? '').slice(0, 10);
    const status = res.statusCode;
    metrics.answered(method, route, status, milliseconds / 1000);
    if ((isHot && status < 500) || (isMachines(req) && status < 400)) return;
    logger.info({ method, route, status, milliseconds, requestId: res.getHeader('x-request-id') }, 'answered');
  });
}

function routeOf(req: IncomingMessage, router: Router): string {
  const { path } = addressOf(req);
  if (pageAddresses.includes(path)) return path;
  const match = router.table.find(req.method ?? 'GET', path);
  return match && !Array.isArray(match) ? match.pattern : 'none';
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new StartError(`PORT ${port} is taken by another program; set PORT to a free one.`) : error);
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = ({ '0.0.0.0': '127.0.0.1', '::': '[::1]' } as Record<string, string>)[host] ?? host;
  return `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`;
}

async function close(server: Server, graphql: GraphqlDoor, health: Health, graceMs: number): Promise<void> {
  health.isClosing = true;
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  // A connection whose call ends now would otherwise be kept for the next one.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), graceMs);
  await graphql.close();
  await closed;
  clearInterval(sweep);
  clearTimeout(late);
}
