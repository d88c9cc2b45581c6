import { BadRequestError } from '../errors/errors.js';
import type { Statement } from './statement.js';
import { wordsMatch } from './words.js';

/** How one field narrows a list; `bind` gives a value its place in the text, `{t}` stands for the row. */
export interface FilterRule<Tools> {
  /** Group whose permission guards the field behind it. */
  group?: string;
  sql(value: never, st: Statement, tools: Tools): string;
}

/** What a list is narrowed to. */
export interface Criteria {
  /** Groups of fields it asks by. */
  groups: ReadonlySet<string>;
  /** Names of the fields asked by, for the audit log. */
  fields: readonly string[];
  write(st: Statement): string[];
}

type Filter = Readonly<Record<string, unknown>>;
const maxDepth = 5;

/** Reads a filter: all its fields must hold; `and`, `or` and `not` nest. A field that is undefined asks nothing. */
export function criteriaOf<Tools>(
  rules: Readonly<Record<string, FilterRule<Tools>>>,
  filter: Filter,
  tools: Tools,
): Criteria {
  const groups = new Set<string>();
  const fields = new Set<string>();
  collect(rules, filter, groups, fields, 0);
  return { groups, fields: [...fields], write: st => conditions(rules, filter, tools, st) };
}

function collect<Tools>(
  rules: Readonly<Record<string, FilterRule<Tools>>>,
  filter: Filter,
  groups: Set<string>,
  fields: Set<string>,
  depth: number,
): void {
  if (depth > maxDepth) throw new BadRequestError(`Filters nest to a depth of ${maxDepth}.`, ['filter']);
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    if (name === 'and' || name === 'or' || name === 'not') {
      for (const inner of [value].flat() as Filter[]) collect(rules, inner, groups, fields, depth + 1);
      continue;
    }
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) throw new BadRequestError(`Lists of this kind do not filter by ${name}.`, ['filter', name]);
    if (rule.group) groups.add(rule.group);
    fields.add(name);
  }
}

function conditions<Tools>(
  rules: Readonly<Record<string, FilterRule<Tools>>>,
  filter: Filter,
  tools: Tools,
  st: Statement,
): string[] {
  const all = (inner: Filter) => {
    const parts = conditions(rules, inner, tools, st);
    return parts.length > 0 ? `(${parts.join(' and ')})` : 'true';
  };
  return Object.entries(filter).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (name === 'not') return [`(${all(value as Filter)}) is not true`];
    if (name === 'and' || name === 'or') {
      const parts = (value as Filter[]).map(all);
      return parts.length > 0 ? [`(${parts.join(` ${name} `)})`] : [];
    }
    return [rules[name]!.sql(value as never, st, tools)];
  });
}

/** One value is compared, several are looked up: a plain comparison lets an index keep its order. */
export function isOneOf(sql: string, values: readonly unknown[], type: string, st: Statement): string {
  return values.length === 1 ? `${sql} = ${st.bind(values[0], type)}` : `${sql} = any(${st.bind(values, `${type}[]`)})`;
}

/** From inclusive, to exclusive. */
export interface InstantRange {
  from?: Date;
  to?: Date;
}

export function isWithin(sql: string, range: InstantRange, st: Statement): string {
  const parts = [
    range.from && `${sql} >= ${st.bind(range.from, 'timestamptz')}`,
    range.to && `${sql} < ${st.bind(range.to, 'timestamptz')}`,
  ].filter(part => part !== undefined);
  return parts.length > 0 ? `(${parts.join(' and ')})` : 'true';
}

/** The criteria, and beside them words that a row's normalized text must have; a search by no word finds nothing. */
export function searchedBy(criteria: Criteria, words: string, column: string, group?: string): Criteria {
  return {
    groups: new Set(group ? [...criteria.groups, group] : criteria.groups),
    fields: [...criteria.fields, 'search'],
    write: st => [...criteria.write(st), wordsMatch(column, words, st) ?? 'false'],
  };
}
