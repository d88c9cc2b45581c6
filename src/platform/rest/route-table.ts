import type { Route, RouteGroup } from './route.js';

/** A route as the table finds it for an address. */
export interface RouteMatch {
  route: Route;
  channel: RouteGroup['channel'];
  /** The whole pattern: `/api/v1/leads/:id`. */
  pattern: string;
  params: Record<string, string>;
}

interface Entry {
  segments: string[];
  pattern: string;
  channel: RouteGroup['channel'];
  byMethod: Map<string, Route>;
}

/** No row has it: an id that is no UUID is asked for as this one, so that both answer alike. */
const nobodysId = '00000000-0000-0000-0000-000000000000';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isParameter = (segment: string) => segment.startsWith(':');

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** Every address of the REST surface. Where a fixed segment and a parameter both fit, the fixed one wins. */
export class RouteTable {
  /** By the first segment, which is fixed, and their number. */
  readonly #byStart = new Map<string, Entry[]>();
  readonly patterns: readonly { method: string; pattern: string; route: Route }[];

  constructor(groups: readonly RouteGroup[]) {
    const patterns = [];
    for (const { base, channel, routes } of groups) {
      for (const route of routes) {
        const pattern = base + route.path;
        this.#add(pattern, channel, route);
        patterns.push({ method: route.method.toUpperCase(), pattern, route });
      }
    }
    this.patterns = patterns;
    for (const entries of this.#byStart.values()) entries.sort(byFixedness);
  }

  #add(pattern: string, channel: RouteGroup['channel'], route: Route): void {
    const segments = pattern.slice(1).split('/');
    const entries = this.#byStart.get(startOf(segments)) ?? [];
    this.#byStart.set(startOf(segments), entries);
    let entry = entries.find(known => known.pattern === pattern);
    if (!entry) {
      entry = { segments, pattern, channel, byMethod: new Map() };
      entries.push(entry);
    }
    const method = route.method.toUpperCase();
    if (entry.byMethod.has(method)) throw new Error(`${method} ${pattern} is given twice`);
    entry.byMethod.set(method, route);
  }

  /** The route of a call; a list of methods when the address takes others; null when there is none. */
  find(method: string, path: string): RouteMatch | string[] | null {
    const segments = (path.endsWith('/') ? path.slice(0, -1) : path).slice(1).split('/');
    for (const entry of this.#byStart.get(startOf(segments)) ?? []) {
      const params = match(entry.segments, segments);
      if (!params) continue;
      const route = entry.byMethod.get(method === 'HEAD' ? 'GET' : method);
      if (route) return { route, channel: entry.channel, pattern: entry.pattern, params };
      const methods = [...entry.byMethod.keys()];
      return methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter(known => known !== 'GET')] : methods;
    }
    return null;
  }
}

const startOf = (segments: readonly string[]) => `${segments.length} ${segments[0]}`;

const byFixedness = (a: Entry, b: Entry) =>
  a.segments.map(s => Number(isParameter(s))).join('') < b.segments.map(s => Number(isParameter(s))).join('') ? -1 : 1;

function match(pattern: string[], segments: string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const given = segments[at] as string;
    if (!isParameter(expected)) {
      if (expected !== given) return null;
      continue;
    }
    const name = expected.slice(1);
    const value = decode(given);
    if (/^id$|Id$/.test(name)) params[name] = value && uuid.test(value) ? value.toLowerCase() : nobodysId;
    else if (value) params[name] = value;
    else return null;
  }
  return params;
}
