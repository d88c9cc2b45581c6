import { registerEnumType } from 'type-graphql';

type EnumObject<Value extends string> = { readonly [V in Value]: V };

/** Registers a list of words as a GraphQL enum; `notes` describe single values. */
export function enumOf<const Value extends string>(
  name: string,
  values: readonly Value[],
  description: string,
  notes: { [V in Value]?: string } = {},
): EnumObject<Value> {
  const words = Object.fromEntries(values.map(value => [value, value])) as EnumObject<Value>;
  const valuesConfig = Object.fromEntries(Object.entries(notes).map(([value, note]) => [value, { description: note }]));
  registerEnumType(words, { name, description, valuesConfig: valuesConfig as object });
  return words;
}
