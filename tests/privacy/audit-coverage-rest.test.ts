import { beforeAll, describe, expect, test } from '@jest/globals';
import { routeGroups } from '../../src/server/routes.js';
import type { Services } from '../../src/server/services.js';
import { auditedBy, named } from '../support/audited.js';
import type { Caller, RestAnswer } from '../support/caller.js';
import { addLead, randomId } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** Every route, called well, badly, by strangers and by those who may not: each call has its row. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let program: Caller;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  program = await story.program(practice, 'audit:read');
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
const addressOf = ({ address }: Known) => address.replace(/:id\b/, randomId).replace(':formKey', 'no-such-form');
const call = (by: Caller, route: Known) =>
  by.rest(route.method.toUpperCase(), addressOf(route), bodyOf(route), headersOf(route));

/** Someone who has signed in only to sign out again. */
const passing = () => story.intake(practice);
const deleted = async () => {
  const id = await addLead(owner);
  await owner.rest('DELETE', `/leads/${id}`);
  return id;
};

/** How each route is called well. */
const good: Record<string, () => Promise<RestAnswer>> = {
  'post /api/v1/auth/sign-in': async () => {
    const { email, password } = await passing();
    return story.stranger().rest('POST', '/auth/sign-in', { email, password });
  },
  'post /api/v1/auth/refresh': async () => {
    const { refreshToken } = await passing();
    return story.stranger().rest('POST', '/auth/refresh', { refreshToken });
  },
  'post /api/v1/auth/sign-out': async () => (await passing()).rest('POST', '/auth/sign-out'),
  'get /api/v1/leads': async () => {
    await addLead(owner);
    return owner.rest('GET', '/leads?limit=3');
  },
  'post /api/v1/leads': () => owner.rest('POST', '/leads', form),
  'get /api/v1/leads/:id': async () => owner.rest('GET', `/leads/${await addLead(owner)}`),
  'put /api/v1/leads/:id': async () => owner.rest('PUT', `/leads/${await addLead(owner)}`, { tags: ['new'] }),
  'delete /api/v1/leads/:id': async () => owner.rest('DELETE', `/leads/${await addLead(owner)}`),
  'post /api/v1/leads/:id/restore': async () => owner.rest('POST', `/leads/${await deleted()}/restore`),
  'post /api/v1/leads/:id/interactions': async () =>
    owner.rest('POST', `/leads/${await addLead(owner)}/interactions`, { kind: 'CALL', direction: 'INBOUND' }),
  'post /api/v1/leads/:id/convert': async () => {
    const id = await addLead(owner);
    await story.database.query(`update leads set status = 'QUALIFIED' where id = $1`, [id]);
    return owner.rest('POST', `/leads/${id}/convert`, {});
  },
  'get /api/v1/leads/stats': () => owner.rest('GET', '/leads/stats'),
  'post /api/v1/leads/import': () => owner.rest('POST', '/leads/import', 'firstName,lastName\nIn,Put\n', csv),
  'post /api/v1/leads/imports/:id/undo': async () => {
    const { body } = await owner.rest('POST', '/leads/import', 'firstName,lastName\nUn,Done\n', csv);
    return owner.rest('POST', `/leads/imports/${body.data.id}/undo`);
  },
  'get /api/v1/leads/export': () => owner.rest('GET', '/leads/export'),
  'post /forms/:formKey/leads': () => story.stranger().rest('POST', `/forms/${practice.formKey}/leads`, form),
};

test('every route is called well below', () => {
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
    expect(answer.status).toBeLessThan(300);
    const rows = await auditedBy(story, answer);
    expect(rows).toContainEqual(expect.objectContaining({ channel, operation, outcome: 'SUCCEEDED', code: null }));
    expect(rows.filter(row => row.outcome !== 'SUCCEEDED')).toEqual([]);
    if (route.method !== 'get' || operation === 'leadStats') return;
    expect(idsOf(answer).length).toBeGreaterThan(0);
    expect(idsOf(answer).filter(id => !named(rows).has(id))).toEqual([]);
  });

  test('called with whatever comes: the row has the code of the answer', async () => {
    const caller = await story.owner(practice);
    const answer = await call(caller, route);
    const rows = (await auditedBy(story, answer)).filter(row => row.operation === operation);
    const { code } = answer.body?.error ?? { code: null };
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
