const methods = new WeakMap<object, string>();

/**
 * The `subscribe` option of a subscription whose stream a method of the same resolver opens:
 * `@Subscription(() => LeadChangedEventType, { subscribe: openedBy('openLeadChanged') })`.
 * The method gets `(ctx, args, info)` and gives an AsyncIterable; each of its values becomes `@Root()` of the field.
 * TypeGraphQL gives that option no instance, so the schema's builder binds the method by this name.
 */
export function openedBy(method: string): () => never {
  const unbound = (): never => {
    throw new Error(`The stream ${method} is bound when the schema is built.`);
  };
  methods.set(unbound, method);
  return unbound;
}

/** The method named by `openedBy`, if that made this function. */
export const openerOf = (subscribe: unknown): string | undefined =>
  typeof subscribe === 'function' ? methods.get(subscribe) : undefined;
