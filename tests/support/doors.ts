import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
} from 'graphql';
import type { RequestContext } from '../../src/platform/context.js';
import { RouteTable } from '../../src/platform/rest/route-table.js';
import { routeGroups } from '../../src/server/routes.js';
import { doors, plainSchema } from '../../src/server/schema.js';
import type { Services } from '../../src/server/services.js';
import { entryOf, rootTypes } from '../../src/server/shield.js';
import { Caller, isOutside, type RestAnswer } from './caller.js';
import { randomId } from './leads.js';

/** Every way into the server, read off its schema and its table of routes. */
const schema = plainSchema(
  doors.map(door => door.type),
  () => ({}),
);
type Root = GraphQLField<unknown, RequestContext>;
export const rootFields = rootTypes(schema).flatMap(type =>
  Object.values(type.getFields()).map(field => ({
    name: `${type.name}.${field.name}`,
    kind: type.name.toLowerCase(),
    field: field as Root,
    entry: entryOf(type, field as Root),
  })),
);
export type RootField = (typeof rootFields)[number];

const groups = routeGroups({} as Services);
const table = new RouteTable(groups);
export const routes = groups.flatMap(({ base, channel, routes: own }) =>
  own.map(route => ({
    ...route,
    name: `${route.method} ${base}${route.path}`,
    address: `${base}${route.path}`,
    channel,
  })),
);
export type KnownRoute = (typeof routes)[number];

/** A value that the type takes, whatever the rules think of it. */
export function anyValue(type: GraphQLInputType, name = ''): unknown {
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

/** What a call over many took none of, by whatever tells it apart. */
function rejectedOf({ rejected }: Record<string, GraphQLField<unknown, unknown>>): string {
  const type = rejected && getNamedType(rejected.type);
  if (!isObjectType(type)) return '';
  return `rejected { ${type.getFields().id ? 'id' : ''} code }`;
}

/** What refused a call, and of a list or a record what came. */
function askedOf(type: unknown): string {
  const named = getNamedType(type as never);
  if (!isCompositeType(named)) return '';
  const fields = isObjectType(named) ? named.getFields() : {};
  const nodes = fields.nodes && getNamedType(fields.nodes.type);
  return `{ __typename ${fields.id ? 'id' : ''} ${fields.csv ? 'csv' : ''} ${fields.removed && fields.segment ? 'removed' : ''}
    ${rejectedOf(fields)} ${fields.userErrors ? 'userErrors { code path message }' : ''}
    ${isObjectType(nodes) && nodes.getFields().id ? 'nodes { id }' : ''} }`;
}

/** The field with these arguments and whatever else it needs. */
export function callOf({ kind, field }: Pick<RootField, 'kind' | 'field'>, given: Record<string, unknown> = {}) {
  const passed = field.args.filter(arg => isNonNullType(arg.type) || given[arg.name] !== undefined);
  const declared = passed.map(arg => `$${arg.name}: ${arg.type}`).join(', ');
  const used = passed.map(arg => `${arg.name}: $${arg.name}`).join(', ');
  const variables = Object.fromEntries(passed.map(arg => [arg.name, given[arg.name] ?? anyValue(arg.type, arg.name)]));
  return {
    text: `${kind} ${declared && `(${declared})`} { ${field.name}${used && `(${used})`} ${askedOf(field.type)} }`,
    variables: variables as Record<string, unknown>,
  };
}

export type Path = readonly string[];

/** Where below an input a value of this scalar may be given, lists and inputs of inputs included. */
export function pathsOf(
  type: GraphQLInputType,
  scalar: string,
  path: Path = [],
  above: readonly string[] = [],
): Path[] {
  const inner = getNullableType(type);
  if (isListType(inner)) return pathsOf(inner.ofType, scalar, [...path, '0'], above);
  if (!isInputObjectType(inner)) return String(inner) === scalar ? [path] : [];
  if (above.includes(inner.name)) return [];
  return Object.values(inner.getFields()).flatMap(field =>
    pathsOf(field.type, scalar, [...path, field.name], [...above, inner.name]),
  );
}

class Taken extends Error {
  constructor(readonly request: TakenRequest) {
    super('taken');
  }
}

/** A request as it was about to be sent. */
export interface TakenRequest {
  by: Caller;
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

const placeOf = (path: string) => (isOutside(path) ? path : `/api/v1${path}`).split('?')[0]!;

/** What a call makes of this route, as `put /api/v1/leads/:id`; given to `instead` when it is about to be sent. */
export async function takenOver<T>(
  name: string,
  call: () => Promise<unknown>,
  instead: (request: TakenRequest, send: () => Promise<RestAnswer>) => Promise<T>,
): Promise<T> {
  const { rest } = Caller.prototype;
  let done: Promise<T> | null = null;
  Caller.prototype.rest = async function (this: Caller, method, path, body, headers = {}) {
    const found = table.find(method, placeOf(path));
    const pattern = found && !Array.isArray(found) ? `${method.toLowerCase()} ${found.pattern}` : null;
    const send = () => rest.call(this, method, path, body, headers);
    if (pattern !== name) return send();
    done = instead({ by: this, method, path, body, headers }, send);
    throw new Taken({ by: this, method, path, body, headers });
  };
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Taken)) throw error;
  } finally {
    Caller.prototype.rest = rest;
  }
  if (!done) throw new Error(`${name} was not called.`);
  return done;
}

/** The request itself, unsent. */
export const requestOf = (name: string, call: () => Promise<unknown>): Promise<TakenRequest> =>
  takenOver(name, call, async request => request);
