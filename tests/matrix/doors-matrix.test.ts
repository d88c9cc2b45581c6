import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Permission } from '../../src/platform/access/role-matrix.js';
import { roles } from '../../src/platform/access/roles.js';
import { callOf, rootFields, routes } from '../support/doors.js';
import { randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** Every way in, for every role: whom the table refuses is refused before anything else, and nobody else is so. */
const story = useStory();
const people = {} as Record<(typeof roles)[number], Person>;
beforeAll(async () => {
  const { practice, owner } = await story.practice();
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(practice, role);
});

const isGuarded = (entry: string): entry is Permission => !['public', 'signedIn'].includes(entry);

describe.each(roles)('%s', role => {
  const mayNot = (permission: Permission) => reach(role, permission) === 'none';

  test.each(
    rootFields
      .filter(({ kind, entry }) => kind !== 'subscription' && isGuarded(entry))
      .map(root => [root.name, root.entry as Permission, root] as const),
  )('%s: %s', async (_, permission, root) => {
    const { text, variables } = callOf(root);
    const { errors } = await people[role].graphql(text, variables);
    expect(errors?.[0]?.extensions.code === 'FORBIDDEN').toBe(mayNot(permission));
  });

  test.each(
    routes
      .filter(({ permission }) => isGuarded(permission))
      .map(route => [route.name, route.permission as Permission, route] as const),
  )('%s: %s', async (_, permission, { method, address, rawBody }) => {
    const path = address.replace(':type', 'LEAD').replace(/:[a-z]*id\b/gi, randomId);
    const isFile = rawBody?.includes('text/csv');
    const body = isFile ? 'firstName,lastName\n' : ['post', 'put'].includes(method) ? {} : undefined;
    const headers: Record<string, string> = isFile ? { 'content-type': 'text/csv' } : {};
    const answer = await people[role].rest(method.toUpperCase(), path, body, headers);
    expect([answer.status === 403, answer.status >= 500]).toEqual([mayNot(permission), false]);
  });
});

cells('lead:merge', 'lead:restore', 'lead:breakGlass');
cells('audit', 'session', 'staff', 'apiKey', 'practice', 'client');
