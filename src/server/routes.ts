import type { RouteGroup } from '../platform/rest/route.js';
import type { Services } from './services.js';

/** Every address of the REST surface; each noun adds its line. */
export function routeGroups(_services: Services): RouteGroup[] {
  return [{ base: '/api/v1', channel: 'rest', routes: [] }];
}
