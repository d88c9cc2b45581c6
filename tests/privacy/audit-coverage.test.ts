import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { RequestContext } from '../../src/platform/context.js';
import { doors, plainSchema } from '../../src/server/schema.js';
import { entryOf, rootTypes } from '../../src/server/shield.js';
import { auditedBy, auditedOf, idsIn, named } from '../support/audited.js';
import type { Caller, GraphqlAnswer } from '../support/caller.js';
import { listen, randomId } from '../support/leads.js';
import { useStory } from '../support/story.js';
import { allCalls } from './calls/index.js';

/** Every root field and every route, called well, badly, by strangers and by those who may not: each call has its row. */
const story = useStory();
const { graphql: good, subscriptions, world } = allCalls(story);
/** A program that may do one thing, and the thing. */
const programs = {} as Record<'practice:read' | 'audit:read', Caller>;

beforeAll(async () => {
  await world.begin();
  for (const permission of ['practice:read', 'audit:read'] as const) {
    programs[permission] = await story.program(world.practice, permission);
  }
});

const schema = plainSchema(
  doors.map(door => door.type),
  () => ({}),
);
type Root = GraphQLField<unknown, RequestContext>;
const fields = rootTypes(schema).flatMap(type =>
  Object.values(type.getFields()).map(field => ({
    name: `${type.name}.${field.name}`,
    kind: type.name.toLowerCase(),
    field: field as Root,
    entry: entryOf(type, field as Root),
  })),
);
type Field = (typeof fields)[number];

/** A value that the type takes, whatever the rules think of it. */
function anyValue(type: GraphQLInputType, name = ''): unknown {
  if (isNonNullType(type)) return anyValue(type.ofType, name);
  if (isListType(type)) return [anyValue(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(needed.map(field => [field.name, anyValue(field.type, field.name)]));
  }
  const values: Record<string, unknown> = {
    ID: randomId,
    Int: 1,
    Boolean: true,
    DateTime: '2027-01-01T00:00:00Z',
    Date: '2027-01-01',
  };
  return values[String(type)] ?? `any ${name}`;
}

/** The field with whatever it needs, and the least that can be asked of its answer. */
function anyCall({ kind, field }: Field): { text: string; variables: Record<string, unknown> } {
  const needed = field.args.filter(arg => isNonNullType(arg.type));
  const declared = needed.map(arg => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = needed.map(arg => `${arg.name}: $${arg.name}`).join(', ');
  const type = getNamedType(field.type);
  const hasErrors = 'getFields' in type && 'userErrors' in type.getFields();
  const asked = isCompositeType(type) ? `{ __typename ${hasErrors ? 'userErrors { code }' : ''} }` : '';
  return {
    text: `${kind} ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${asked} }`,
    variables: Object.fromEntries(needed.map(arg => [arg.name, anyValue(arg.type, arg.name)])),
  };
}

/** Null for a row that is not there, which GraphQL answers without an error. */
const codeOf = ({ data, errors }: Pick<GraphqlAnswer, 'data' | 'errors'>, field: string): string | undefined =>
  errors?.[0]?.extensions.code ?? (data[field] === null ? 'NOT_FOUND' : data[field].userErrors?.[0]?.code);

test('every root field but subscriptions is called well in calls/', () => {
  const called = fields.filter(({ kind }) => kind !== 'subscription').map(({ name }) => name);
  expect(Object.keys(good).sort()).toEqual(called.sort());
});

describe.each(fields.filter(({ kind }) => kind !== 'subscription').map(f => [f.name, f] as const))(
  '%s',
  (name, root) => {
    const { field, kind, entry } = root;
    const operation = field.name;
    const { text, variables } = anyCall(root);

    test('answered: one row at least, naming what is returned', async () => {
      const call = await good[name]!();
      const by = call.by?.() ?? world.owner;
      const answer = await by.graphql(call.text, call.variables);
      expect(codeOf(answer, operation)).toBeUndefined();
      const rows = await auditedBy(story, answer);
      expect(rows).toContainEqual(
        expect.objectContaining({ channel: 'graphql', operation, outcome: 'SUCCEEDED', code: null }),
      );
      expect(rows.filter(row => row.outcome !== 'SUCCEEDED')).toEqual([]);
      const seen = named(rows);
      // Bylines tell who of the staff did something, and `viewer` is the caller itself: no record of a person in care.
      const members = await story.database.query('select id from staff_members where practice_id = $1', [
        world.practice.id,
      ]);
      for (const { id } of members) seen.add(id);
      const ids = kind === 'query' && operation !== 'viewer' ? idsIn(answer.data) : [];
      expect(ids.filter(id => !seen.has(id))).toEqual([]);
      if (operation === 'exportLeads') {
        const rowIds = [...answer.data.exportLeads.csv.matchAll(/^([0-9a-f-]{36}),/gm)].map(match => match[1]);
        expect(rowIds.length).toBeGreaterThan(0);
        expect(rowIds.filter(id => !seen.has(id))).toEqual([]);
      }
    });

    test('called with whatever comes: the row has the code of the answer', async () => {
      const caller = entry === 'lead:breakGlass' ? world.clinician : await story.owner(world.practice);
      const answer = await caller.graphql(text, variables);
      const code = codeOf(answer, operation);
      const rows = (await auditedBy(story, answer)).filter(row => row.operation === operation);
      expect(rows.map(row => [row.channel, row.outcome === 'SUCCEEDED'])).toContainEqual([
        'graphql',
        code === undefined,
      ]);
      if (code && rows.at(-1)!.code !== 'INVALID') expect(rows.at(-1)!.code).toBe(code);
    });

    if (entry === 'public') return;

    test('of a stranger, and of a program that may not: denied, and in the log', async () => {
      const refusals = [[story.stranger(), 'UNAUTHENTICATED'] as const];
      const program = programs[entry === 'practice:read' ? 'audit:read' : 'practice:read'];
      if (entry !== 'signedIn') refusals.push([program, 'FORBIDDEN'] as never);
      for (const [caller, code] of refusals) {
        const answer = await caller.graphql(text, variables);
        expect(codeOf(answer, operation)).toBe(code);
        expect(await auditedBy(story, answer)).toMatchObject([
          { channel: 'graphql', operation, outcome: 'DENIED', code },
        ]);
      }
    });
  },
);

describe.each(fields.filter(({ kind }) => kind === 'subscription').map(f => [f.name, f] as const))('%s', (_, root) => {
  const { text, variables } = anyCall(root);
  const operation = root.field.name;

  test('opened, and refused: both are in the log', async () => {
    const own = await subscriptions[root.name]?.();
    const person = own?.by ?? (await story.clinician(world.practice));
    const opened = await listen(story, person, text, own?.variables ?? variables);
    expect(await auditedOf(story, person.id, 'socket')).toMatchObject([
      { operation, action: 'SUBSCRIBE', outcome: 'SUCCEEDED' },
    ]);
    opened.stop();
    const programId = async () => {
      const rows = await story.database.query(
        `select id from api_keys where permissions = '{practice:read}' and practice_id = $1`,
        [world.practice.id],
      );
      return rows[0]!.id;
    };
    const refused = await programs['practice:read'].subscribe(text, variables);
    expect(JSON.stringify(await refused.ended)).toContain('FORBIDDEN');
    const denied = await auditedOf(story, await programId(), 'socket');
    expect(denied.filter(row => row.operation === operation)).toMatchObject([{ outcome: 'DENIED', code: 'FORBIDDEN' }]);
  });
});
