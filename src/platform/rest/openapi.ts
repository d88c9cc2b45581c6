import { type ZodType, z } from 'zod';
import type { Route } from './route.js';

/** A piece of an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12. */
export type Json = Record<string, unknown>;

/** Rules that have a name of their own, gathered from all that is described. */
export class Definitions {
  readonly schemas: Json = {};

  /** The rules as a document shows them; `io` tells whether they read what comes in or say what goes out. */
  schemaOf(rules: ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs = {}, ...schema } = this.#drawn(rules, io);
    const names = new Map(Object.entries($defs as Json).map(([id, inner]) => [id, this.#nameFor(id, inner, io)]));
    const renamed = (value: unknown) =>
      JSON.parse(
        JSON.stringify(value).replace(
          /"#\/\$defs\/([^"]+)"/g,
          (_match, id: string) => `"#/components/schemas/${names.get(id) ?? id}"`,
        ),
      ) as Json;
    for (const [id, inner] of Object.entries($defs as Json)) this.schemas[names.get(id) as string] = renamed(inner);
    return renamed(schema);
  }

  /** What is read and what is said under one id may differ; the former then says so in its name. */
  #nameFor(id: string, schema: unknown, io: 'input' | 'output'): string {
    const known = this.schemas[id];
    return known === undefined || JSON.stringify(known) === JSON.stringify(schema) || io === 'output'
      ? id
      : `${id}Input`;
  }

  #drawn(rules: ZodType, io: 'input' | 'output'): Json {
    return z.toJSONSchema(rules, {
      io,
      unrepresentable: 'any',
      reused: 'inline',
      override: ({ zodSchema, jsonSchema }) => {
        // The expression only repeats the format, at a length nobody reads.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
        // A number or a boolean of the address is read from text; the document tells what it says.
        if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
        if (jsonSchema.type === 'boolean') delete jsonSchema.enum;
        // An answer may gain fields; only what comes in is closed.
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      },
    }) as Json;
  }
}

const fault = {
  type: 'object',
  required: ['path', 'code', 'message'],
  properties: {
    path: { type: 'array', items: { type: 'string' }, description: 'Where the refused value stands in the input.' },
    code: { type: 'string', description: 'Stable word for programs.' },
    message: { type: 'string', description: 'Sentence for a person.' },
  },
};

/** What every document refers to. */
export const components = {
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of a sign-in.' },
    apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'Key with named permissions.' },
  },
  schemas: {
    Error: {
      type: 'object',
      required: ['error'],
      properties: {
        error: {
          type: 'object',
          required: ['code', 'message', 'details', 'requestId'],
          properties: {
            code: { type: 'string' },
            message: { type: 'string' },
            details: { type: 'array', items: fault },
            requestId: { type: 'string', description: 'Leads to the call in the audit log.' },
          },
        },
      },
    },
    Pagination: {
      type: 'object',
      required: ['page', 'limit', 'total', 'totalPages', 'nextCursor'],
      properties: {
        page: { type: ['integer', 'null'], description: 'From 1; null when the list was reached by cursor.' },
        limit: { type: 'integer' },
        total: { type: 'integer' },
        totalPages: { type: 'integer' },
        nextCursor: { type: ['string', 'null'], description: 'For `cursor`; null on the last page.' },
      },
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      description: 'The same key and body give the first answer again for 24 hours; another body is a conflict.',
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      schema: { type: 'string', examples: ['"3"'] },
      description: 'ETag of the record as it was read; 412 when the record has changed meanwhile.',
    },
  },
};

const reference = (name: string) => ({ $ref: `#/components/${name}` });
const json = (schema: Json) => ({ 'application/json': { schema } });

const meanings: Record<number, string> = {
  400: 'The call is malformed.',
  401: 'Nobody is signed in.',
  403: 'The viewer may not do this.',
  404: 'There is no such record.',
  409: 'A rule of the business, or an Idempotency-Key, refuses.',
  412: 'If-Match names an older version.',
  413: 'The body is too large.',
  415: 'The body has another type.',
  422: 'A value is not valid.',
  429: 'Too many calls; see Retry-After.',
  503: 'Unavailable for the moment; nothing was changed.',
};

function refusals(route: Route): number[] {
  const isWrite = route.method !== 'get';
  const hasId = /\/:(id|\w+Id)\b/.test(route.path);
  return [
    400,
    ...(route.permission === 'public' ? [] : [401, 403]),
    ...(hasId ? [404] : []),
    ...(isWrite ? [409] : []),
    ...(isWrite && hasId ? [412] : []),
    ...(isWrite ? [413, 415, 422] : []),
    429,
    503,
  ];
}

function answerOf(route: Route, definitions: Definitions): Json {
  const status = route.status ?? 200;
  if (status === 204) return { 204: { description: 'Done.' } };
  if (route.produces) return { [status]: { description: route.summary, content: { [route.produces]: {} } } };
  const data = route.answer ? definitions.schemaOf(route.answer, 'output') : {};
  const properties: Json = route.isList
    ? { data: { type: 'array', items: data }, pagination: reference('schemas/Pagination') }
    : { data };
  const schema = { type: 'object', required: Object.keys(properties), properties };
  const location = { Location: { schema: { type: 'string' }, description: 'Where the new record is found.' } };
  return {
    [status]: { description: route.summary, ...(status === 201 && { headers: location }), content: json(schema) },
  };
}

function parametersOf(route: Route, definitions: Definitions): unknown[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: /^id$|Id$/.test(name) ? { type: 'string', format: 'uuid' } : { type: 'string' },
  }));
  const query = route.query ? definitions.schemaOf(route.query, 'input') : {};
  const required = (query.required ?? []) as string[];
  const inQuery = Object.entries((query.properties ?? {}) as Record<string, Json>).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      ...(description !== undefined && { description }),
      schema,
    }),
  );
  const isWrite = route.method !== 'get' && route.permission !== 'public';
  const isOfRecord = route.method === 'put' || route.method === 'delete';
  return [
    ...inPath,
    ...inQuery,
    ...(isWrite ? [reference('parameters/IdempotencyKey')] : []),
    ...(isWrite && isOfRecord ? [reference('parameters/IfMatch')] : []),
  ];
}

function bodyOf(route: Route, definitions: Definitions): Json {
  if (route.rawBody) return { requestBody: { content: Object.fromEntries(route.rawBody.map(type => [type, {}])) } };
  if (!route.body) return {};
  const schema = definitions.schemaOf(route.body, 'input');
  return { requestBody: { content: json(schema) } };
}

/** One URL and method as the document describes it. */
export function operationOf(route: Route, definitions: Definitions): Json {
  const refused = refusals(route).map(status => [
    status,
    { description: meanings[status], content: json(reference('schemas/Error')) },
  ]);
  const permission = route.permission.includes(':') ? `Needs the permission \`${route.permission}\`.` : undefined;
  return {
    operationId: route.operation,
    summary: route.summary,
    ...(permission && { description: permission }),
    tags: [route.tag],
    security: route.permission === 'public' ? [] : [{ bearer: [] }, { apiKey: [] }],
    parameters: parametersOf(route, definitions),
    ...bodyOf(route, definitions),
    responses: { ...answerOf(route, definitions), ...Object.fromEntries(refused) },
  };
}
