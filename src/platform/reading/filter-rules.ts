import { type FilterRule, type InstantRange, isOneOf, isWithin } from './criteria.js';
import type { Statement } from './statement.js';
import { wordsMatch } from './words.js';

// How fields of the usual kinds narrow a list; `column` is the name of one of the row's own.
type Rule = FilterRule<never>;

export const oneOfText = (column: string): Rule => ({
  sql: (values: string[], st: Statement) => isOneOf(`{t}.${column}`, values, 'text', st),
});

/** One of several ids; null for rows that name none. */
export const oneOfIds = (column: string): Rule => ({
  sql: (values: string[] | null, st: Statement) =>
    values === null ? `{t}.${column} is null` : isOneOf(`{t}.${column}`, values, 'uuid', st),
});

export const within = (column: string): Rule => ({
  sql: (value: InstantRange, st: Statement) => isWithin(`{t}.${column}`, value, st),
});

export const is = (column: string): Rule => ({
  sql: (value: boolean) => (value ? `{t}.${column}` : `not {t}.${column}`),
});

export const isSet = (column: string): Rule => ({
  sql: (value: boolean) => `{t}.${column} is ${value ? 'not null' : 'null'}`,
});

/** True or not true of the row by an expression over it. */
export const holds = (sql: string): Rule => ({ sql: (value: boolean) => (value ? sql : `${sql} is not true`) });

export const anyOf = (column: string): Rule => ({
  sql: (values: string[], st: Statement) => `{t}.${column} && ${st.bind(values, 'text[]')}`,
});

export const allOf = (column: string): Rule => ({
  sql: (values: string[], st: Statement) => `{t}.${column} @> ${st.bind(values, 'text[]')}`,
});

/** Exactly this text in any case. */
export const sameText = (column: string): Rule => ({
  sql: (value: string, st: Statement) => isSameText(column, value, st),
});

const isSameText = (column: string, value: string, st: Statement) =>
  `lower({t}.${column}) = lower(${st.bind(value, 'text')})`;

/** One of several texts in any case. */
export const oneOfWords = (column: string): Rule => ({
  sql: (values: string[], st: Statement) =>
    values.length === 1
      ? isSameText(column, values[0] as string, st)
      : `lower({t}.${column}) = any(array(select lower(v) from unnest(${st.bind(values, 'text[]')}) v))`,
});

/** Exactly this value. */
export const equals = (column: string): Rule => ({
  sql: (value: string, st: Statement) => `{t}.${column} = ${st.bind(value, 'text')}`,
});

/** Exactly this part of a name in any case: the words of `name_key` let an index find it, the comparison decides. */
export const sameName = (column: string): Rule => ({
  sql: (value: string, st: Statement) => {
    const words = wordsMatch('{t}.name_key', value, st);
    return `(${words ? `${words} and ` : ''}lower({t}.${column}) = lower(${st.bind(value, 'text')}))`;
  },
});
