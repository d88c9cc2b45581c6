import type { IncomingMessage, ServerResponse } from 'node:http';

const methods = 'GET, HEAD, POST, PUT, DELETE';
const requestHeaders =
  'authorization, content-type, if-match, idempotency-key, x-api-key, x-device-id, apollo-require-preflight';
const answerHeaders = 'ETag, Idempotency-Replayed, Location, Retry-After, X-Request-Id';

/**
 * Lets pages of the configured origins read answers; any other origin gets no header at all.
 * Returns whether the call was such a page's preflight and is answered.
 */
export function allowOrigin(req: IncomingMessage, res: ServerResponse, origins: ReadonlySet<string>): boolean {
  const { origin } = req.headers;
  if (origin === undefined || origins.size === 0) return false;
  res.setHeader('vary', 'origin');
  if (!origins.has(origin)) return false;
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('access-control-expose-headers', answerHeaders);
  if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false;
  res.writeHead(204, {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': requestHeaders,
    'access-control-max-age': '600',
  });
  res.end();
  return true;
}
