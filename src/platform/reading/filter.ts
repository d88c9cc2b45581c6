import { z } from 'zod';
import { instant } from '../validation.js';

const absent = (value: unknown) => value ?? undefined;

/** A part of a filter that may be left out; null asks nothing either. */
export const optional = <S extends z.ZodType>(schema: S) => {
  const given = z.preprocess(absent, schema.optional());
  return (given as unknown as z.ZodType<z.output<S> | undefined, z.input<S> | null | undefined>).optional();
};

/** One of several values; a single one may stand for itself. */
export const several = <S extends z.ZodType>(schema: S) => {
  const list = z.preprocess(value => (Array.isArray(value) ? value : [value]), z.array(schema).min(1).max(50));
  return optional(list as unknown as z.ZodType<z.output<S>[], z.input<S>[] | z.input<S>>);
};

/** Several ids; null asks for rows that name none. */
export const severalOrNone = <S extends z.ZodType>(schema: S) => z.union([z.null(), several(schema)]).optional();

export const range = optional(z.strictObject({ from: optional(instant), to: optional(instant) }));
export const flag = optional(z.boolean());

export type FilterOf<Fields extends z.ZodRawShape> = Partial<z.output<z.ZodObject<Fields>>> & {
  and?: FilterOf<Fields>[];
  or?: FilterOf<Fields>[];
  not?: FilterOf<Fields>;
};
export type FilterInputOf<Fields extends z.ZodRawShape> = z.input<z.ZodObject<Fields>> & {
  and?: FilterInputOf<Fields>[] | null;
  or?: FilterInputOf<Fields>[] | null;
  not?: FilterInputOf<Fields> | null;
};

/** The rules of a filter: all its fields must hold; `and`, `or` and `not` nest. `rootOnly` stand at its top alone. */
export function filterRules<Fields extends z.ZodRawShape, Root extends z.ZodRawShape = Record<never, never>>(
  fields: Fields,
  rootOnly?: Root,
): z.ZodType<FilterOf<Fields> & z.output<z.ZodObject<Root>>> {
  const Nested: z.ZodType = z.lazy(() => z.strictObject({ ...fields, ...branches }));
  const branches = {
    and: optional(z.array(Nested).max(20)),
    or: optional(z.array(Nested).max(20)),
    not: optional(Nested),
  };
  return z.strictObject({ ...fields, ...branches, ...rootOnly }) as never;
}
