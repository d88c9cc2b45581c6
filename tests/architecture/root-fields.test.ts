import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type GraphQLObjectType, isObjectType, parse, specifiedRules, validate } from 'graphql';
import { pauseCodes } from '../../src/modules/email-campaigns/email-campaign.vocabulary.js';
import { permissions } from '../../src/platform/access/role-matrix.js';
import { userErrorCodes } from '../../src/platform/errors/codes.js';
import { shapeRule } from '../../src/platform/graphql/limits.js';
import { examples } from '../../src/server/pages/graphiql-examples.js';
import { doors, emittedSchema, plainSchema, serverSchema } from '../../src/server/schema.js';
import type { Services } from '../../src/server/services.js';
import { rootTypes } from '../../src/server/shield.js';
import { sources } from './source.js';

const schema = plainSchema(
  doors.map(door => door.type),
  () => ({}),
);
const rootFields = rootTypes(schema).flatMap(type =>
  Object.values(type.getFields()).map(field => [`${type.name}.${field.name}`, field] as const),
);

describe('root fields', () => {
  test.each(rootFields)('%s names a permission and says what it does', (_name, field) => {
    expect(['public', 'signedIn', ...permissions]).toContain(field.extensions.permission);
    expect(field.description).toBeTruthy();
  });

  test('are all wrapped by the fence, and nothing else is', () => {
    const open = doors.map(door => ({ type: door.type, open: () => ({}) }));
    const fenced = serverSchema({} as Services, async () => undefined, open);
    for (const type of rootTypes(fenced)) {
      for (const field of Object.values(type.getFields())) {
        expect(String(type.name === 'Subscription' ? field.subscribe : field.resolve)).toMatch(/check\(/);
      }
    }
  });

  test('one without a permission stops the build', async () => {
    const { fence } = await import('../../src/server/shield.js');
    const open = plainSchema(
      doors.map(door => door.type),
      () => ({}),
    );
    const [field] = Object.values(open.getQueryType()!.getFields());
    field!.extensions = {};
    expect(() => fence(open, async () => undefined)).toThrow(/names no permission/);
  });
});

describe('the schema', () => {
  test('that is committed is the one that is served', () => {
    expect(readFileSync('schema/schema.graphql', 'utf8')).toBe(emittedSchema());
  });

  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );

  test('describes every type, field and argument', () => {
    const silent = types
      .filter(type => !rootTypes(schema).includes(type))
      .flatMap(type => [
        ...(type.description ? [] : [type.name]),
        ...Object.values(type.getFields()).flatMap(field => [
          ...(field.description ? [] : [`${type.name}.${field.name}`]),
          ...field.args
            .filter(argument => !argument.description)
            .map(argument => `${type.name}.${field.name}(${argument.name})`),
        ]),
      ]);
    expect(silent).toEqual([]);
  });

  test('gives plain fields no resolver of their own', () => {
    const resolved = types
      .filter(type => !rootTypes(schema).includes(type))
      .flatMap(type =>
        Object.values(type.getFields())
          .filter(f => f.resolve && f.args.length === 0)
          .map(f => `${type.name}.${f.name}`),
      );
    expect(resolved).toEqual([]);
  });

  test.each(
    examples.map(
      example => [/(query|mutation|subscription) \w+/.exec(example.query)?.[0] ?? '', example.query] as const,
    ),
  )('answers the example %s of the page', (_name, query) => {
    expect(validate(schema, parse(query), [...specifiedRules, shapeRule]).map(error => error.message)).toEqual([]);
  });
});

test('every code that the core gives a refused value is one that clients are told of', () => {
  const used = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:ValidationError\.at\([^;]*?, |new ConflictError\(\s*|code: )'([A-Z][A-Z_]+)'/g)].map(
      match => [path, match[1]] as const,
    ),
  );
  const transport = new Set([
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'BAD_USER_INPUT',
    'RATE_LIMITED',
    'INTERNAL_SERVER_ERROR',
    'SERVICE_UNAVAILABLE',
    'BAD_REQUEST',
    'OPERATION_RESOLUTION_FAILURE',
    // Only in the log: why a session was ended.
    'TOKEN_REUSE',
    // Told of a row that an import added, beside it: nothing was refused.
    'ADDRESS_SUPPRESSED',
  ]);
  // Why mail is paused is no refusal.
  const known = new Set<string>([...userErrorCodes, ...pauseCodes]);
  const unknown = used.filter(([, code]) => !known.has(code!) && !transport.has(code!));
  expect(unknown.map(([path, code]) => `${path} ${code}`)).toEqual([]);
});
