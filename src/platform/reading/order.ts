import { BadRequestError } from '../errors/errors.js';
import type { Compiled } from './compiling.js';
import type { Shape, SortKey, Sql } from './shape.js';
import type { Statement } from './statement.js';

/** An expression rows can be ordered by. It is never null: a sentinel stands for nothing, and sorts last. */
export interface SortRule {
  sql: Sql;
  type: 'text' | 'timestamptz' | 'int' | 'uuid';
  /** Group whose permission guards the field behind it. */
  group?: string;
}

/** The last of all texts, as a sentinel for null. */
export const lastText = `U&'\\+10FFFF'`;

interface OrderKey extends SortRule {
  isDescending: boolean;
}

/** A total order of a shape's rows: the keys asked for, then the id. */
export interface Order {
  /** Names the order in its cursors. */
  name: string;
  keys: readonly OrderKey[];
  groups: readonly string[];
}

const maxKeys = 4;

/** The order of these keys; throws BadRequestError on a field that does not sort. */
export function orderOf(shape: Shape, sort: readonly SortKey[]): Order {
  if (sort.length > maxKeys) throw new BadRequestError(`At most ${maxKeys} sort keys.`, ['sort']);
  const keys = sort.map(({ field, direction }): OrderKey => {
    const rule = Object.hasOwn(shape.sorts, field) ? shape.sorts[field] : undefined;
    if (!rule) throw new BadRequestError(`Lists of this kind do not sort by ${field}.`, ['sort']);
    return { ...rule, isDescending: direction === 'DESC' };
  });
  // the id runs the way of the key before it, so that an index serves both directions
  keys.push({ sql: '{t}.id', type: 'uuid', isDescending: keys.at(-1)?.isDescending ?? false });
  return {
    name: sort.map(key => `${key.direction === 'DESC' ? '-' : ''}${key.field}`).join(','),
    keys,
    groups: keys.flatMap(key => key.group ?? []),
  };
}

export function orderBy(order: Order, isBackward: boolean, st: Statement, alias: string): string {
  return order.keys
    .map(key => `${st.write(key.sql, alias)}${key.isDescending !== isBackward ? ' desc' : ''}`)
    .join(', ');
}

/** A column that a cursor is made of; hidden, unless a selected one has the very value. */
export interface CursorKey {
  name: string;
  /** Null where the column is among the selected ones. */
  sql: string | null;
}

/** The columns that cursors of this order are made of; the id is in each row anyway. */
export function keysOf(order: Order, { alias, columns }: Compiled, st: Statement): CursorKey[] {
  return order.keys.slice(0, -1).map((key, index) => {
    const sql = st.write(key.sql, alias);
    for (const [name, selected] of columns) if (selected === sql) return { name, sql: null };
    return { name: `$k${index}`, sql };
  });
}

/** True of the rows beyond a place in the order. */
export function beyond(
  order: Order,
  place: readonly string[],
  isBackward: boolean,
  st: Statement,
  alias: string,
): string {
  const columns = order.keys.map(key => st.write(key.sql, alias));
  const values = order.keys.map((key, index) => st.bind(place[index], key.type));
  const sign = (key: OrderKey) => (key.isDescending !== isBackward ? '<' : '>');
  const first = sign(order.keys[0]!);
  if (order.keys.every(key => sign(key) === first)) return `(${columns.join(', ')}) ${first} (${values.join(', ')})`;
  const cases = order.keys.map((key, index) => {
    const equal = columns.slice(0, index).map((sql, at) => `${sql} = ${values[at]}`);
    return `(${[...equal, `${columns[index]} ${sign(key)} ${values[index]}`].join(' and ')})`;
  });
  // the leading bound alone lets an index start at the place
  return `${columns[0]} ${first}= ${values[0]} and (${cases.join(' or ')})`;
}
