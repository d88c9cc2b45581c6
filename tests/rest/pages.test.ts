import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromiumPath, openBrowser, watch } from './browser.js';
import { type ProbeServer, startProbe } from './probe-server.js';

let probe: ProbeServer;
beforeAll(async () => {
  probe = await startProbe();
});
afterAll(() => probe.close());

const open = (path: string, headers?: Record<string, string>) => probe.call('GET', path, { as: null, headers });

describe('pages and their files', () => {
  test.each(['/', '/api/docs', '/api/docs/'])('%s is a page that loads from here only', async path => {
    const page = await open(path);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(page.text).not.toMatch(/https?:\/\/|="\/\//);
  });

  test.each([
    ['/api/docs/swagger-ui.css', /^text\/css/],
    ['/api/docs/swagger-ui-bundle.js', /^text\/javascript/],
    ['/api/docs/start.js', /^text\/javascript/],
  ])('%s has its type', async (path, type) => {
    const file = await open(path);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, expect.stringMatching(type)]);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('a file is kept for a day and then asked for by its ETag', async () => {
    const file = await open('/api/docs/swagger-ui.css');
    expect(file.headers.get('cache-control')).toBe('public, max-age=86400');
    // fetch would say no-cache of its own accord.
    const headers = { 'if-none-match': file.headers.get('etag') ?? '' };
    const [again] = (await once(get(`${probe.server.url}/api/docs/swagger-ui.css`, { headers }), 'response')) as [
      IncomingMessage,
    ];
    again.resume();
    expect(again.statusCode).toBe(304);
  });

  test.each(['package.json', 'index.html', '..%2fpackage.json', '%2e%2e/package.json', 'swagger-ui.css%00'])(
    'nothing else is served: %s',
    async name => {
      const reply = await open(`/api/docs/${name}`);
      expect([400, 404]).toContain(reply.status);
      expect(reply.json.error.code).toMatch(/NOT_FOUND|BAD_USER_INPUT/);
    },
  );

  test('the document is served as JSON', async () => {
    const { json } = await open('/api/v1/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    expect(Object.keys(json.paths)).toContain('/api/v1/things/{id}');
  });
});

(chromiumPath ? describe : describe.skip)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('the documentation lists the routes and tries one, without another server', async () => {
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(`${probe.server.url}/api/docs`);
    await page.locator('#operations-Things-createThing').waitFor();
    expect(await page.locator('.opblock').count()).toBe(9);
    await page.locator('#operations-Things-largeThing .opblock-summary-control').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table .response-col_status').first().waitFor();
    expect(seen).toEqual({ faults: [], origins: new Set([probe.server.url]) });
    await page.close();
  });

  test('GraphiQL runs a query, without another server', async () => {
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(`${probe.server.url}/graphql?query=${encodeURIComponent('{ __typename }')}`);
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.result-window', { hasText: '"Query"' }).waitFor();
    expect(seen).toEqual({ faults: [], origins: new Set([probe.server.url]) });
    await page.close();
  });
});
