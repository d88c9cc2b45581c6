import { Field, InputType, registerEnumType } from 'type-graphql';
import { enumOf } from './enums.js';
import { DateTime } from './scalars.js';

/** The `expectedVersion` argument of a change: `@Arg('expectedVersion', () => Int, expectedVersion('lead'))`. */
export const expectedVersion = (word: string) => ({
  nullable: true,
  description: `Refuses the change unless the ${word} still has this version.`,
});

@InputType({ description: 'A stretch of time.' })
export class InstantRange {
  @Field(() => DateTime, { nullable: true, description: 'From then on, that instant included.' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until then, that instant excluded.' })
  to?: Date | null;
}

const SortDirections = enumOf('SortDirection', ['ASC', 'DESC'], 'Which way a list runs.');

/** An enum in upper case whose values are field names: CREATED_AT for createdAt. */
export function fieldEnum<Field extends string>(name: string, fields: readonly Field[], description: string) {
  const word = (field: string) => field.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase();
  const words = Object.fromEntries(fields.map(field => [word(field), field])) as Record<string, Field>;
  registerEnumType(words, { name, description });
  return words;
}

/** The input type of one key of a list's order: `sortOf('Lead', leadSortFields)` is `LeadSort`. */
export function sortOf(noun: string, fields: readonly string[]) {
  const words = noun.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  const SortFields = fieldEnum(`${noun}SortField`, fields, `What a list of ${words} rows can be sorted by.`);

  @InputType(`${noun}Sort`, { description: `One key of the order of ${words} rows; the id always comes last.` })
  class Sort {
    @Field(() => SortFields, { description: 'What to sort by.' })
    field!: string;

    @Field(() => SortDirections, { defaultValue: 'ASC', description: 'Which way.' })
    direction!: 'ASC' | 'DESC';
  }
  return Sort;
}
