import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';

/**
 * A scalar that checks strictly what comes in and hands on the text as it came, so that the core's rules
 * read the same value through both doors.
 */
function textOf(base: GraphQLScalarType, name: string, description: string, write: (value: Date) => string) {
  const check = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} cannot represent a value that is not a string.`);
    try {
      base.parseValue(value);
    } catch {
      // The library's message quotes the value.
      throw new GraphQLError(`${name} cannot represent a text of another form.`);
    }
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: value => (value instanceof Date ? write(value) : String(value)),
    parseValue: check,
    parseLiteral: node => check('value' in node && node.kind === 'StringValue' ? node.value : null),
  });
}

export const DateTime = textOf(
  GraphQLDateTime,
  'DateTime',
  'An instant in ISO 8601 with a zone: `2026-11-03T14:30:00Z`.',
  value => value.toISOString(),
);

/** GraphQL name `Date`. */
export const LocalDate = textOf(GraphQLLocalDate, 'Date', 'A calendar day without a zone: `2026-11-03`.', value =>
  value.toISOString().slice(0, 10),
);
