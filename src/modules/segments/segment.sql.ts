import type { Cipher } from '../../platform/encryption/cipher.js';
import type { Sql } from '../../platform/reading/shape.js';
import type { Statement } from '../../platform/reading/statement.js';
import { fieldOf } from './segment.catalogue.js';
import type { RelatedRows, SegmentField } from './segment.fields.js';
import { type Inquiry, isCompared, type Moment, questionOf } from './segment.questions.js';
import type { RuleLeaf, SegmentRule } from './segment.rule.js';
import type { RecipientType, SegmentValueType } from './segment.vocabulary.js';

/** What a rule is written with. */
export interface RuleTools extends Moment {
  appliesTo: RecipientType;
  practiceId: string;
  cipher: Cipher;
}

const typeInSql: Record<SegmentValueType, string> = {
  TEXT: 'text',
  WORD: 'text',
  WORDS: 'text',
  NUMBER: 'numeric',
  BOOLEAN: 'boolean',
  INSTANT: 'timestamptz',
  DATE: 'date',
  ID: 'uuid',
  ADDRESS: 'text',
};

const bounds = { above: '>', from: '>=', below: '<', to: '<=' } as const;
type Bound = keyof typeof bounds;
const boundNames = Object.keys(bounds) as Bound[];

/** One question about `{t}` as SQL that is true where it holds, and false or null where not; values are bound. */
function asked(leaf: RuleLeaf, field: SegmentField, tools: RuleTools, st: Statement): Sql {
  const { inquiry, isNegated } = questionOf(leaf, field, tools);
  const sql = inquired(field, inquiry, tools, st);
  return isNegated ? `(${sql}) is not true` : sql;
}

function inquired(field: SegmentField, inquiry: Inquiry, tools: RuleTools, st: Statement): Sql {
  const { source } = field;
  switch (source.in) {
    case 'COLUMN':
      return ofColumn(source.sql, field, inquiry, st);
    case 'BLIND_INDEX':
      return ofColumn(source.sql, field, hashed(inquiry, source.index, tools), st);
    case 'RELATED':
      if (source.what === 'LAST') return ofLast(source.rows, inquiry, st);
      if (source.what === 'KINDS') return ofKinds(source.rows, inquiry, st);
      return ofCount(source.rows, field, inquiry, st);
    case 'SEALED':
      throw new Error('A sealed field has no value in SQL.');
  }
}

/** Addresses are asked for by the keyed hash that stands in the row. */
function hashed(inquiry: Inquiry, index: 'email' | 'phone', { cipher, practiceId }: RuleTools): Inquiry {
  if (inquiry.ask !== 'ONE_OF') return inquiry;
  return { ask: 'ONE_OF', values: inquiry.values.map(value => cipher.blindIndex(practiceId, index, value as string)) };
}

function ofColumn(column: Sql, field: SegmentField, inquiry: Inquiry, st: Statement): Sql {
  const type = typeInSql[field.type];
  const compared = isCompared(field) ? `segment_text(${column})` : column;
  switch (inquiry.ask) {
    case 'SET':
      return field.type === 'WORDS' ? `cardinality(${column}) > 0` : `${column} is not null`;
    case 'ALL_OF':
      return `${column} @> ${st.bind(inquiry.values, 'text[]')}`;
    case 'ONE_OF':
      if (field.type === 'WORDS') return `${column} && ${st.bind(inquiry.values, 'text[]')}`;
      if (inquiry.values.length === 1) return `${compared} = ${st.bind(inquiry.values[0], type)}`;
      return `${compared} = any(${st.bind(inquiry.values, `${type}[]`)})`;
    case 'CONTAINS':
      return `strpos(${compared}, ${st.bind(inquiry.text, 'text')}) > 0`;
    case 'STARTS_WITH':
      return `starts_with(${compared}, ${st.bind(inquiry.text, 'text')})`;
    case 'WITHIN':
      return within(column, type, inquiry, st);
  }
}

function within(column: Sql, type: string, inquiry: Extract<Inquiry, { ask: 'WITHIN' }>, st: Statement): Sql {
  const parts = boundNames
    .filter(name => inquiry[name] !== undefined)
    .map(name => `${column} ${bounds[name]} ${st.bind(inquiry[name], type)}`);
  return `(${parts.join(' and ')})`;
}

const exists = ({ from, on }: RelatedRows, condition: Sql): Sql =>
  `exists (select from ${from} where ${on} and ${condition})`;

/** The last instant lies between bounds where one does and none comes later; so an index answers, not a maximum. */
function ofLast(rows: RelatedRows, inquiry: Inquiry, st: Statement): Sql {
  if (inquiry.ask !== 'WITHIN') return exists(rows, 'true');
  const bound = (name: Bound) => st.bind(inquiry[name], 'timestamptz');
  const lower = (['above', 'from'] as const).filter(name => inquiry[name] !== undefined);
  const upper = (['below', 'to'] as const).filter(name => inquiry[name] !== undefined);
  const first = lower.map(name => `${rows.at} ${bounds[name]} ${bound(name)}`);
  const later = upper.map(name => `not ${exists(rows, `${rows.at} ${name === 'below' ? '>=' : '>'} ${bound(name)}`)}`);
  return `(${[exists(rows, first.join(' and ') || 'true'), ...later].join(' and ')})`;
}

function ofKinds(rows: RelatedRows, inquiry: Inquiry, st: Statement): Sql {
  if (inquiry.ask === 'ONE_OF') return exists(rows, `${rows.kind} = any(${st.bind(inquiry.values, 'text[]')})`);
  if (inquiry.ask !== 'ALL_OF') return exists(rows, 'true');
  return `(${inquiry.values.map(kind => exists(rows, `${rows.kind} = ${st.bind(kind, 'text')}`)).join(' and ')})`;
}

/** A number of rows is always there: none are 0. */
function ofCount(rows: RelatedRows, field: SegmentField, inquiry: Inquiry, st: Statement): Sql {
  if (inquiry.ask === 'SET') return 'true';
  return ofColumn(`(select count(*) from ${rows.from} where ${rows.on})`, field, inquiry, st);
}

type Side = 'UPPER' | 'LOWER';

/**
 * The rule as SQL over `{t}`. Where sealed fields are asked by, it is the narrowest condition that all who belong
 * (UPPER) fulfil, or that only those who belong (LOWER) do.
 */
export function ruleSql(rule: SegmentRule, tools: RuleTools, st: Statement, side: Side = 'UPPER'): Sql {
  if ('not' in rule) return `(${ruleSql(rule.not, tools, st, side === 'UPPER' ? 'LOWER' : 'UPPER')}) is not true`;
  if ('all' in rule) return `(${rule.all.map(inner => ruleSql(inner, tools, st, side)).join(' and ')})`;
  if ('any' in rule) return `(${rule.any.map(inner => ruleSql(inner, tools, st, side)).join(' or ')})`;
  const field = fieldOf(tools.appliesTo, rule.field)!;
  if (field.source.in !== 'SEALED') return asked(rule, field, tools, st);
  const filled = `{t}.${field.source.column} is not null`;
  // what an empty column answers is known; what a filled one does is not
  if (questionOf(rule, field, tools).isNegated) return side === 'UPPER' ? 'true' : `not (${filled})`;
  return side === 'UPPER' ? filled : 'false';
}

/** Each question that SQL can answer, as a column that is true or false; sealed ones are null. */
export function answersSql(leaves: readonly RuleLeaf[], tools: RuleTools, st: Statement): (Sql | null)[] {
  return leaves.map(leaf => {
    const field = fieldOf(tools.appliesTo, leaf.field)!;
    return field.source.in === 'SEALED' ? null : `(${asked(leaf, field, tools, st)}) is true`;
  });
}
