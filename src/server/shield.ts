import { createRequire } from 'node:module';
import util from 'node:util';
import type { GraphQLField, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { assertEntry, type Entry } from '../platform/access/entry.js';
import { permissions } from '../platform/access/role-matrix.js';
import type { RequestContext } from '../platform/context.js';
import type { DomainError } from '../platform/errors/errors.js';

// The library's build asks Node for a function that Node 23 removed, and its ESM build fails to load.
(util as { isUndefined?: (value: unknown) => boolean }).isUndefined ??= value => value === undefined;
const require = createRequire(import.meta.url);
const { shield, rule, deny } = require('graphql-shield') as typeof import('graphql-shield');

type Resolve = NonNullable<GraphQLField<unknown, RequestContext>['resolve']>;
type Guard = (
  resolve: Resolve,
  parent: unknown,
  args: unknown,
  ctx: RequestContext,
  info: GraphQLResolveInfo,
) => Promise<unknown>;

const entries: ReadonlySet<unknown> = new Set<Entry>([...permissions, 'public', 'signedIn']);

/** The permission that a root field names in `@Extensions({ permission })`; throws when it names none. */
export function entryOf(type: GraphQLObjectType, field: GraphQLField<unknown, RequestContext>): Entry {
  const { permission } = field.extensions;
  if (!entries.has(permission))
    throw new Error(`${type.name}.${field.name} names no permission, so nobody may call it.`);
  return permission as Entry;
}

export function rootTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(type => type != null);
}

/** Called with each refusal at the fence, before the caller hears of it. */
export type OnRefusal = (ctx: RequestContext, operation: string, error: DomainError) => Promise<void>;

function ruleOf(entry: Entry, onRefusal: OnRefusal) {
  return rule(`may ${entry}`)(async (_parent, _args, ctx: RequestContext, info: GraphQLResolveInfo) => {
    try {
      assertEntry(ctx, entry);
      return true;
    } catch (refusal) {
      return onRefusal(ctx, info.fieldName, refusal as DomainError).then(
        () => refusal as DomainError,
        (failure: Error) => failure,
      );
    }
  });
}

/**
 * The outer fence: only root fields, each by its own permission, before their resolver and before a stream opens.
 * The rules are put on by hand, since the library's own way wraps every field of the schema.
 */
export function fence(schema: GraphQLSchema, onRefusal: OnRefusal): GraphQLSchema {
  const known = new Map<Entry, ReturnType<typeof ruleOf>>();
  // The library refuses two rules of one name, so all fields of an entry share its rule.
  const ruleFor = (entry: Entry) => {
    const own = known.get(entry) ?? ruleOf(entry, onRefusal);
    known.set(entry, own);
    return own;
  };
  const rules = Object.fromEntries(
    rootTypes(schema).map(type => [
      type.name,
      Object.fromEntries(Object.values(type.getFields()).map(field => [field.name, ruleFor(entryOf(type, field))])),
    ]),
  );
  const generator = shield(rules, {
    fallbackRule: deny,
    allowExternalErrors: true,
  }) as unknown as { generate(schema: GraphQLSchema): Record<string, Record<string, Guard>> };
  const guards = generator.generate(schema);
  for (const type of rootTypes(schema)) {
    for (const field of Object.values(type.getFields())) guard(field, guards[type.name]?.[field.name]);
  }
  return schema;
}

function guard(field: GraphQLField<unknown, RequestContext>, check: Guard | undefined): void {
  const { resolve, subscribe } = field;
  if (!check || !resolve) throw new Error(`The fence has no rule for ${field.name}.`);
  // An event of an open stream is authorized by the stream itself, row by row.
  if (subscribe) field.subscribe = (parent, args, ctx, info) => check(subscribe, parent, args, ctx, info);
  else field.resolve = (parent, args, ctx, info) => check(resolve, parent, args, ctx, info);
}
