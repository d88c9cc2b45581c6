import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import type { ClientAddress } from '../../platform/client-address.js';
import type { Config } from '../../platform/config.js';
import { BadRequestError } from '../../platform/errors/errors.js';
import { HttpRefusal } from '../../platform/errors/http-refusal.js';
import type { Metrics } from '../../platform/metrics.js';
import { guardHeaders, respond } from '../../platform/rest/respond.js';
import { assertMayMeasure, type Health } from '../health.js';
import { openapiDocument } from '../openapi.js';
import type { Router } from '../router.js';
import { chartFiles, dashboardPage, dashboardScripts } from './dashboard.js';
import { docsFiles, docsPage, docsScript } from './docs.js';
import { landingPage } from './landing.js';
import { pagePolicy } from './page.js';

interface PageParts {
  config: Pick<Config, 'isProduction' | 'metricsToken'>;
  router: Router;
  health: Health;
  metrics: Metrics;
  addresses: ClientAddress;
}

/** Addresses that are no use case: pages, their files, the document, health and metrics. */
export const pageAddresses: readonly string[] = [
  '/',
  '/api/docs',
  '/api/docs/start.js',
  ...Object.keys(docsFiles).map(name => `/api/docs/${name}`),
  '/dashboard',
  ...Object.keys({ ...chartFiles, ...dashboardScripts }).map(name => `/dashboard/${name}`),
  '/api/v1/openapi.json',
  '/health/live',
  '/health/ready',
  '/metrics',
];

/** Everything HTTP but GraphQL: these addresses, then the router, which also answers what nobody knows. */
export function pages(parts: PageParts): (req: IncomingMessage, res: ServerResponse) => void {
  const { config, router, health, metrics, addresses } = parts;
  // Drawn when it is first asked for: nothing else in a start takes as long.
  let document: string | undefined;
  const answers: Record<string, RequestHandler> = {
    '/': page(landingPage(!config.isProduction)),
    '/api/docs': page(docsPage),
    '/api/docs/start.js': text('text/javascript; charset=utf-8', docsScript),
    '/dashboard': page(dashboardPage),
    '/api/v1/openapi.json': (req, res, next) => {
      document ??= JSON.stringify(openapiDocument(router.table));
      text('application/json; charset=utf-8', document)(req, res, next);
    },
    '/health/live': (_req, res) => respond(res, 200, {}, '{"status":"live"}'),
    '/health/ready': async (_req, res) => {
      const { isReady, checks } = await health.readiness();
      respond(res, isReady ? 200 : 503, {}, JSON.stringify({ status: isReady ? 'ready' : 'not ready', checks }));
    },
    '/metrics': async (req, res) => {
      assertMayMeasure(req, addresses, config.metricsToken);
      respond(res, 200, { 'content-type': metrics.registry.contentType }, await metrics.registry.metrics());
    },
  };
  for (const [name, path] of Object.entries(docsFiles)) answers[`/api/docs/${name}`] = file(path);
  for (const [name, path] of Object.entries(chartFiles)) answers[`/dashboard/${name}`] = file(path);
  for (const [name, path] of Object.entries(dashboardScripts)) answers[`/dashboard/${name}`] = ownFile(path);

  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  for (const [address, answer] of Object.entries(answers)) {
    app.get(address, answer);
    app.all(address, (_req, res) => router.refuse(res, HttpRefusal.methodNotAllowed(['GET', 'HEAD'])));
  }
  app.use((req, res) => router.handle(req, res));
  const failed: ErrorRequestHandler = (error, _req, res, _next) => {
    const isMalformed = error instanceof URIError || error?.status === 400;
    if (res.headersSent) res.destroy();
    else router.refuse(res, isMalformed ? new BadRequestError('The address is not valid.') : error);
  };
  app.use(failed);
  return app;
}

const page =
  (body: string): RequestHandler =>
  (_req, res) => {
    res.writeHead(200, {
      ...guardHeaders,
      'cache-control': 'no-cache',
      'content-security-policy': pagePolicy,
      'content-type': 'text/html; charset=utf-8',
    });
    res.end(body);
  };

const text =
  (type: string, body: string): RequestHandler =>
  (_req, res) =>
    respond(res, 200, { 'content-type': type, 'cache-control': 'no-cache' }, body);

/** A file of a package, which changes only with its version; type, ETag and ranges are Express' work. */
const file =
  (path: string): RequestHandler =>
  (_req, res) => {
    res.setHeader('x-content-type-options', 'nosniff');
    res.sendFile(path, { maxAge: '1d', dotfiles: 'allow' });
  };

/** A script of this server, which changes with any of its versions. */
const ownFile =
  (path: string): RequestHandler =>
  (_req, res) => {
    res.setHeader('x-content-type-options', 'nosniff');
    res.sendFile(path, { headers: { 'cache-control': 'no-cache' }, cacheControl: false, dotfiles: 'allow' });
  };
