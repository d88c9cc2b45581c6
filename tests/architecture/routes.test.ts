import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { permissions } from '../../src/platform/access/role-matrix.js';
import { RouteTable } from '../../src/platform/rest/route-table.js';
import { emittedOpenapi, openapiDocument } from '../../src/server/openapi.js';
import { routeGroups } from '../../src/server/routes.js';
import type { Services } from '../../src/server/services.js';

/** Describing a route needs none of the services that answer it. */
const groups = routeGroups({} as Services);
const table = new RouteTable(groups);
const routes = groups.flatMap(group => group.routes.map(route => ({ ...route, base: group.base })));
const nameOf = (route: { method: string; base: string; path: string }) => `${route.method} ${route.base}${route.path}`;

/** The only addresses that answer without anybody signed in. */
const publicRoutes = [
  'post /api/v1/auth/sign-in',
  'post /api/v1/auth/refresh',
  'post /forms/:formKey/leads',
  'post /hooks/postmark/:practiceKey',
  'get /t/c/:token',
  'get /t/o/:token',
  'get /u/:token',
  'post /u/:token',
];

describe('every route', () => {
  test('names a permission that exists', () => {
    const known: readonly string[] = [...permissions, 'public', 'signedIn'];
    expect(routes.filter(route => !known.includes(route.permission)).map(nameOf)).toEqual([]);
  });

  test('is for somebody signed in, unless it is one of these', () => {
    const open = routes.filter(route => route.permission === 'public').map(nameOf);
    expect(open.filter(name => !publicRoutes.includes(name))).toEqual([]);
  });

  test('says what it does, what it takes and what it answers', () => {
    const silent = routes.filter(route => {
      const takes = route.method === 'get' || route.method === 'delete' || route.body || route.rawBody;
      const answers = route.status === 204 || route.answer || route.produces;
      return !route.summary || !route.tag || !route.operation || !answers || (!takes && !isWithoutBody(route.path));
    });
    expect(silent.map(nameOf)).toEqual([]);
  });

  test('has a name and an address of its own', () => {
    const operations = routes.map(route => route.operation);
    expect(operations.filter((name, at) => operations.indexOf(name) !== at)).toEqual([]);
  });
});

/** Actions that take nothing but their address. */
const isWithoutBody = (path: string) =>
  /\/(sign-out|restore|reopen|acknowledge|rotate-secret|test|undo|cancel|send)$/.test(path);

test('the addresses that were promised are there', () => {
  const found = table.patterns.map(({ method, pattern }) => `${method} ${pattern}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'GET /api/v1/leads',
      'POST /api/v1/leads',
      'GET /api/v1/leads/stats',
      'GET /api/v1/leads/:id',
      'PUT /api/v1/leads/:id',
      'DELETE /api/v1/leads/:id',
      'POST /api/v1/leads/:id/interactions',
      'POST /api/v1/leads/:id/convert',
      'POST /forms/:formKey/leads',
      'GET /api/v1/tasks',
      'POST /api/v1/tasks',
      'GET /api/v1/tasks/stats',
      'GET /api/v1/tasks/:id',
      'PUT /api/v1/tasks/:id',
      'DELETE /api/v1/tasks/:id',
      'POST /api/v1/tasks/:id/subtasks',
      'PUT /api/v1/tasks/:id/subtasks/:subtaskId',
      'DELETE /api/v1/tasks/:id/subtasks/:subtaskId',
    ]),
  );
});

describe('the document', () => {
  const document = openapiDocument(table) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; security: unknown[] }>>;
    components: Record<string, Record<string, unknown>>;
  };

  test('describes every address, and none that the router does not know', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => ({ method: method.toUpperCase(), path })),
    );
    expect(described).toHaveLength(table.patterns.length);
    const lost = described.filter(({ method, path }) => {
      const found = table.find(method, path.replace(/\{\w+\}/g, '0190c9a0-0000-7000-8000-000000000000'));
      return found === null || Array.isArray(found) || found.pattern !== path.replace(/\{(\w+)\}/g, ':$1');
    });
    expect(lost).toEqual([]);
  });

  test('is the committed one', () => {
    const committed = readFileSync(new URL('../../schema/openapi.json', import.meta.url), 'utf8');
    // The whole difference would be thousands of lines.
    expect(emittedOpenapi(table) === committed ? 'the same' : 'changed: npm run schema').toBe('the same');
  });

  test('refers only to what it has', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    const lost = references.filter(([, kind = '', name = '']) => document.components[kind]?.[name] === undefined);
    expect(lost.map(([whole]) => whole)).toEqual([]);
  });

  test('is OpenAPI 3.1 without a word of another server', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.stringify(document)).not.toMatch(/https?:\/\//);
  });
});
