import { components, Definitions, type Json, operationOf } from '../platform/rest/openapi.js';
import type { RouteTable } from '../platform/rest/route-table.js';

const introduction = `The records of a practice, the same as over GraphQL.

Answers stand under \`data\`, refusals under \`error\`. \`PUT\` changes the fields that are present and leaves the rest.
Enum values are taken in any case and answered in upper case. Fields that the caller may not see are absent.`;

/** The OpenAPI 3.1 document of these routes, in their order. */
export function openapiDocument(table: RouteTable): Json {
  const paths: Record<string, Json> = {};
  const definitions = new Definitions();
  for (const { method, pattern, route } of table.patterns) {
    const address = pattern.replace(/:(\w+)/g, '{$1}');
    paths[address] = { ...paths[address], [method.toLowerCase()]: operationOf(route, definitions) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Practice CRM', version: '1', description: introduction },
    servers: [{ url: '/' }],
    tags: [...new Set(table.patterns.map(({ route }) => route.tag))].map(name => ({ name })),
    paths,
    components: { ...components, schemas: { ...components.schemas, ...definitions.schemas } },
  };
}

/** The document as it is committed in schema/openapi.json. */
export function emittedOpenapi(table: RouteTable): string {
  return `${JSON.stringify(openapiDocument(table), null, 2)}\n`;
}
