import { beforeAll, describe, expect, test } from '@jest/globals';
import { routeGroups } from '../../src/server/routes.js';
import type { Services } from '../../src/server/services.js';
import { auditedBy, named } from '../support/audited.js';
import type { Caller, RestAnswer } from '../support/caller.js';
import { addLead, randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';
import { allCalls } from './calls/index.js';

/** Every route, called well, badly, by strangers and by those who may not: each call has its row. */
const story = useStory();
const { rest: good, world } = allCalls(story);
let owner: Person;
let program: Caller;
beforeAll(async () => {
  await world.begin();
  ({ owner } = world);
  program = await story.program(world.practice, 'audit:read');
});

const routes = routeGroups({} as Services).flatMap(({ base, channel, routes: own }) =>
  own.map(route => ({
    ...route,
    name: `${route.method} ${base}${route.path}`,
    address: `${base}${route.path}`,
    channel,
  })),
);
type Known = (typeof routes)[number];

const csv = { 'content-type': 'text/csv' };
const form = { firstName: 'Ada', lastName: 'Moss', email: 'ada@example.test' };
const bodyOf = ({ rawBody, method }: Known) =>
  rawBody?.includes('text/csv')
    ? 'firstName,lastName\nAny,One\n'
    : method === 'post' || method === 'put'
      ? {}
      : undefined;
const headersOf = ({ rawBody }: Known): Record<string, string> => (rawBody?.includes('text/csv') ? csv : {});
const addressOf = ({ address }: Known) =>
  address
    .replace(':formKey', 'no-such-form')
    .replace(':type', 'LEAD')
    .replace(/:[a-z]*id\b/gi, randomId);
const call = (by: Caller, route: Known) =>
  by.rest(route.method.toUpperCase(), addressOf(route), bodyOf(route), headersOf(route));

test('every route is called well in calls/', () => {
  expect(Object.keys(good).sort()).toEqual(routes.map(({ name }) => name).sort());
});

const idsOf = ({ body, text }: RestAnswer): string[] => {
  if (!body) return [...text.matchAll(/^([0-9a-f-]{36}),/gm)].map(match => match[1]!);
  return [body.data].flat().flatMap(row => row?.id ?? []);
};

describe.each(routes.map(route => [route.name, route] as const))('%s', (name, route) => {
  const { channel, operation } = route;

  test('answered: one row at least, naming what is returned', async () => {
    const answer = await good[name]!();
    expect(answer.status).toBeLessThan(400);
    // What the reading needed for itself, as sealed values, stays behind.
    expect(answer.text).not.toMatch(/"\$/);
    const rows = await auditedBy(story, answer);
    expect(rows).toContainEqual(expect.objectContaining({ channel, operation, outcome: 'SUCCEEDED', code: null }));
    expect(rows.filter(row => row.outcome !== 'SUCCEEDED')).toEqual([]);
    // Figures and words name no row.
    if (
      route.method !== 'get' ||
      /Stats$|Preview$|Audience$|Readiness$|^tags$|^segmentFields$|^explainMembership$|^consentStatus$|^openTrackedLink$|^loadTrackingPixel$|^mailPreferences$/.test(
        operation,
      )
    )
      return;
    expect(idsOf(answer).length).toBeGreaterThan(0);
    expect(idsOf(answer).filter(id => !named(rows).has(id))).toEqual([]);
  });

  test('called with whatever comes: the row has the code of the answer', async () => {
    const caller = await story.owner(world.practice);
    const answer = await call(caller, route);
    const rows = (await auditedBy(story, answer)).filter(row => row.operation === operation);
    // A page for people says it in words.
    const { code } = answer.body?.error ?? { code: route.refusal ? 'NOT_FOUND' : null };
    expect(rows).toContainEqual(expect.objectContaining({ channel, code }));
    expect(rows.at(-1)!.outcome === 'SUCCEEDED').toBe(answer.status < 300);
  });

  if (route.permission === 'public') return;

  test('of a stranger, and of a program that may not: denied, and in the log', async () => {
    const refusals: [Caller, number, string][] = [[story.stranger(), 401, 'UNAUTHENTICATED']];
    if (route.permission !== 'signedIn') refusals.push([program, 403, 'FORBIDDEN']);
    for (const [by, status, code] of refusals) {
      const answer = await call(by, route);
      expect(answer.status).toBe(status);
      expect(await auditedBy(story, answer)).toMatchObject([{ channel, operation, outcome: 'DENIED', code }]);
    }
  });
});

test('calls that can not be read have a row too', async () => {
  const id = await addLead(owner);
  const unreadable: [string, string, unknown, Record<string, string>, number][] = [
    ['POST', '/leads', '{"firstName":', {}, 400],
    ['POST', '/leads', 'firstName=Ada', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['POST', '/leads', `"${'x'.repeat(1_100_000)}"`, {}, 413],
    ['GET', '/leads?limit=1000', undefined, {}, 400],
    ['GET', '/leads?nothing=known', undefined, {}, 400],
    ['GET', '/leads/no-id', undefined, {}, 404],
    ['PUT', `/leads/${id}`, { tags: ['x'] }, { 'if-match': '"99"' }, 412],
    ['POST', '/leads', form, { 'idempotency-key': 'ü' }, 400],
    ['GET', '/leads', undefined, { authorization: 'Bearer nonsense' }, 401],
  ];
  for (const [method, path, body, headers, status] of unreadable) {
    const answer = await owner.rest(method, path, body, headers).catch(() => null);
    if (!answer) throw new Error(`${method} ${path} was not answered.`);
    expect([path, answer.status]).toEqual([path, status]);
    const { code } = answer.body.error;
    const rows = await auditedBy(story, answer);
    expect(rows.at(-1)).toMatchObject({ channel: 'rest', outcome: status === 401 ? 'DENIED' : 'FAILED', code });
  }
});
