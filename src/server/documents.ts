import { RouteTable } from '../platform/rest/route-table.js';
import { emittedOpenapi } from './openapi.js';
import { routeGroups } from './routes.js';
import { emittedSchema } from './schema.js';
import type { Services } from './services.js';

/** The documents kept in schema/, by file name; describing a route needs none of the services that answer it. */
export function emittedDocuments(): Record<string, string> {
  return {
    'schema.graphql': emittedSchema(),
    'openapi.json': emittedOpenapi(new RouteTable(routeGroups({} as Services))),
  };
}
