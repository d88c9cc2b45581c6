import { GraphQLError, GraphQLScalarType, type ValueNode, valueFromASTUntyped } from 'graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { segmentKinds, segmentOperators, segmentValueTypes } from '../segment.vocabulary.js';

export const SegmentKinds = enumOf('SegmentKind', segmentKinds, 'How a segment says whom it holds.', {
  STATIC: 'A list that is kept by hand.',
  DYNAMIC: 'Whoever its rule holds of, whenever it is looked at.',
});

export const SegmentOperators = enumOf('SegmentOperator', segmentOperators, 'What a question asks of a field.', {
  IS_NOT: 'The opposite of IS: yes also where there is no value.',
  NOT_IN: 'The opposite of IN: yes also where there is no value.',
  CONTAINS: 'Of a text a part of it, of words all of those given.',
  WITHIN_LAST: 'From so long ago until now.',
  NOT_WITHIN_LAST: 'The opposite of WITHIN_LAST: yes also where there is no value.',
});

export const SegmentValueTypes = enumOf('SegmentValueType', segmentValueTypes, 'What kind of value a field has.', {
  TEXT: 'Compared without regard to case and accents.',
  WORD: 'One of a closed list of words.',
  WORDS: 'Several words; IS and IN ask for one of them.',
  INSTANT: 'An instant with its zone, a day of the practice’s calendar, or `{ last: 30, unit: DAY }`.',
  DATE: 'A day, or `{ last: 30, unit: DAY }`.',
  ADDRESS: 'A whole mail address or telephone number.',
});

/** JSON as the core's rules read it; words may stand without quotes, as enum values do. */
function jsonScalar(name: string, description: string) {
  const read = (value: unknown): unknown => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new GraphQLError(`${name} holds no such number.`);
    return value;
  };
  return new GraphQLScalarType<unknown, unknown>({
    name,
    description,
    serialize: value => value,
    parseValue: read,
    parseLiteral: (node: ValueNode, variables) => read(valueFromASTUntyped(node, variables)),
  });
}

export const SegmentRuleValue = jsonScalar(
  'SegmentRuleValue',
  'What a question compares with: a text, a number, a boolean, a list of them, or `{ last: 30, unit: DAY }` (DAY, WEEK, MONTH or YEAR).',
);

export const SegmentRuleScalar = jsonScalar(
  'SegmentRule',
  'A rule as SegmentRuleInput has it: `{ all: [{ field: "source", op: IN, value: ["WEBSITE"] }] }`.',
);
