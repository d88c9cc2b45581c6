import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { guardHeaders } from '../../platform/rest/respond.js';
import { examples } from './graphiql-examples.js';

interface RenderedPage {
  html: Buffer;
  zipped: Buffer;
  policy: string;
}

/** A subscription goes out with the headers that stand in the page's headers editor. */
const connectionParams = `() => {
  try { return JSON.parse(localStorage.getItem('graphiql:headers') || '{}') } catch { return {} }
}`;

/** The answer beside the query would be 70 pixels wide on a telephone; it stands under it there. */
const narrow = `<style>
@media (max-width: 700px) {
  #graphiql-session { flex-direction: column }
  .graphiql-horizontal-drag-bar, .graphiql-logo { display: none }
  .graphiql-container .graphiql-response { min-height: 40% }
}
</style>`;

let page: Promise<RenderedPage> | undefined;

/** Nine megabytes of page, all of it inline: loaded when somebody first asks for it. */
async function render(): Promise<RenderedPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const [signIn, ...others] = examples;
  const text = renderGraphiQL({
    title: 'Practice CRM',
    endpoint: '/graphql',
    defaultTabs: [signIn, ...others],
    defaultHeaders: '{ "authorization": "Bearer " }',
    subscriptionsProtocol: 'WS',
    shouldPersistHeaders: true,
    favicon: 'data:,',
    connectionParams: '()',
  } as Parameters<typeof renderGraphiQL>[0])
    .replace('"connectionParams":"()"', () => `"connectionParams":${connectionParams}`)
    .replace('</head>', () => `${narrow}</head>`);
  const html = Buffer.from(text);
  const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(match => hashOf(match[1] ?? ''));
  return { html, zipped: await promisify(gzip)(html), policy: policyOf(scripts) };
}

const hashOf = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** Only what the page brings itself may run, its editor's workers included; it may talk to this server alone. */
const policyOf = (scripts: string[]) =>
  [
    "default-src 'none'",
    `script-src ${scripts.join(' ')} blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Whether a browser opens /graphql as a page. */
export const wantsGraphiql = (req: IncomingMessage): boolean =>
  req.method === 'GET' && (req.headers.accept?.includes('text/html') ?? false);

export async function answerGraphiql(req: IncomingMessage, res: ServerResponse): Promise<void> {
  page ??= render();
  const { html, zipped, policy } = await page;
  const takesZip = /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''));
  const body = takesZip ? zipped : html;
  res.writeHead(200, {
    ...guardHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'content-length': body.length,
    vary: 'accept, accept-encoding',
    ...(takesZip && { 'content-encoding': 'gzip' }),
  });
  res.end(body);
}
