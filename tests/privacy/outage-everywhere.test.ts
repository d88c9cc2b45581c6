import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { requestOf, rootFields, routes } from '../support/doors.js';
import { tablesOf } from '../support/dump.js';
import { useStory } from '../support/story.js';
import { allCalls } from './calls/index.js';

/** While the audit log can't be written, every root field and every route answers 503, and nothing has changed. */
const story = useStory();
const { graphql, rest, world } = allCalls(story);
beforeAll(() => world.begin());

const breakLog = () => story.database.query('revoke insert on audit_log from crm_app');
const mendLog = () => story.database.query('grant insert on audit_log to crm_app');
afterEach(mendLog);

/** Everything kept, but for counters of calls, when somebody was last seen, and that a file of no rows was begun. */
async function state(): Promise<Map<string, string>> {
  const held = await tablesOf(story.database);
  const volatile = ['sign_in_attempts', 'form_attempts', 'sessions', 'devices', 'api_keys'];
  for (const name of [...volatile, 'lead_imports', 'contact_imports']) held.delete(`public.${name}`);
  return held;
}

describe('GraphQL', () => {
  const fields = rootFields.filter(({ kind }) => kind !== 'subscription').map(({ name }) => name);
  test.each(fields)('%s', async name => {
    const { by, text, variables } = await graphql[name]!();
    const caller = by?.() ?? world.owner;
    const before = await state();
    await breakLog();
    const { status, data, errors } = await caller.graphql(text, variables);
    await mendLog();
    expect([status, data ?? null, errors?.[0]?.extensions.code]).toEqual([503, null, 'SERVICE_UNAVAILABLE']);
    const after = await state();
    // A code that was tried is used up, whatever came of it.
    if (name === 'Mutation.confirmSecondFactor')
      for (const held of [before, after]) held.delete('public.staff_members');
    expect(after).toEqual(before);
  });
});

describe('REST', () => {
  test.each(routes.map(route => [route.name, route] as const))('%s', async (name, { refusal }) => {
    const { by, method, path, body, headers } = await requestOf(name, rest[name]!);
    const before = await state();
    await breakLog();
    const answer = await by.rest(method, path, body, headers);
    await mendLog();
    expect(answer.status).toBe(503);
    if (refusal) expect(answer.text).toContain('Not possible just now');
    else expect(answer.body?.error?.code).toBe('SERVICE_UNAVAILABLE');
    expect(answer.body ?? {}).not.toHaveProperty('data');
    expect(await state()).toEqual(before);
  });
});
