import { authRoutes } from '../modules/staff/rest/auth.routes.js';
import type { RouteGroup } from '../platform/rest/route.js';
import type { Services } from './services.js';

/** Every address of the REST surface; each noun adds its line. */
export function routeGroups(services: Services): RouteGroup[] {
  return [{ base: '/api/v1', channel: 'rest', routes: [...authRoutes(services.signIn, services.sessions)] }];
}
