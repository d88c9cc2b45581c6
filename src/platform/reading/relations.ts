import { accessTo } from './access.js';
import { type Compiling, selectList, visibleRows } from './compiling.js';
import { type Finish, recordRelated } from './finish.js';
import { beyond, cursorColumns, orderBy, orderOf } from './order.js';
import { Cursors, type PageArgs, ReadPage, windowOf } from './paging.js';
import type { PlainRow, SelectedField } from './selection.js';
import type { ManyField, OneField } from './shape.js';
import { connectionWish } from './wish.js';

/** A relation as an expression of its parent's select list, and what makes its JSON into rows. */
interface Relation {
  sql: string;
  /** What the expression needs joined to its parent. */
  joins: readonly string[];
  finish: Finish;
}

/** Where a relation stands: the row it hangs on, its key there, and its place for cursors. */
interface Place {
  parent: string;
  key: string;
  path: string;
}

export function compileOne(compiling: Compiling, field: OneField, wish: SelectedField, at: Place): Relation {
  const { shape } = field;
  const { st } = compiling;
  const access = accessTo(shape, compiling.viewer);
  const row = compiling.row(shape, access, wish.selection ?? { fields: new Map() }, at.path);
  const on = `${visibleRows(shape, access, st, row.alias)} and ${st.write(field.on, at.parent, row.alias)}`;
  const sql = `case when ${row.alias}.id is not null then ${jsonOf(row.columns)} end`;
  const joins = [`left join ${shape.from} ${row.alias} on ${on}`, ...row.joins];
  const { key } = at;
  const finish: Finish = (parent, run) => {
    const found = parent[key] as PlainRow | null;
    if (!found) return;
    row.finish?.(found, run);
    if (!shape.isReference) recordRelated(run, shape.objectType, found.id);
  };
  return { sql, joins, finish };
}

/** A function takes 100 arguments at most. */
const maxPairs = 50;

function jsonOf(columns: ReadonlyMap<string, string>): string {
  const pairs = [...columns];
  if (pairs.length <= maxPairs)
    return `json_build_object(${pairs.map(([name, sql]) => `'${name}', ${sql}`).join(', ')})`;
  return `(select row_to_json(r) from (select ${pairs.map(([name, sql]) => `${sql} as "${name}"`).join(', ')}) r)`;
}

/** A nested page; its JSON comes under `name` and its page goes to the parent's `key`. */
export function compileMany(
  compiling: Compiling,
  field: ManyField,
  wish: SelectedField,
  at: Place & { name: string },
): Relation {
  const { shape } = field;
  const { st, cipher } = compiling;
  const access = accessTo(shape, compiling.viewer);
  const { rows: selection, isCounted } = connectionWish(wish.selection);
  const order = orderOf(shape, field.sort);
  const args = wish.args as PageArgs;
  if (args.after != null || args.before != null) compiling.isPersonal = true;
  const window = windowOf(args, new Cursors(cipher, compiling.practice, at.path, order));
  const row = compiling.row(shape, access, selection, at.path);
  const base = `${visibleRows(shape, access, st, row.alias)} and ${st.write(field.on, at.parent, row.alias)}`;
  const from = `${shape.from} ${row.alias} where ${base}`;
  const start = window.place ? ` and ${beyond(order, window.place, window.isBackward, st, row.alias)}` : '';
  const sorted = `order by ${orderBy(order, window.isBackward, st, row.alias)}`;
  const rows = `(select * from ${from}${start} ${sorted} limit ${window.size + 1}) ${row.alias}`;
  const list = `${selectList(row, rows, cursorColumns(order, st, row.alias))} ${sorted}`;
  const page = `(select coalesce(json_agg(r), '[]') from (${list}) r)`;
  const sql = isCounted ? `json_build_array(${page}, (select count(*) from ${from}))` : page;
  const { key, name, path } = at;
  const finish: Finish = (parent, run) => {
    const found = parent[name] as PlainRow[] | [PlainRow[], number] | null;
    if (!found) return;
    const [nodes, total] = isCounted ? (found as [PlainRow[], number]) : [found as PlainRow[], undefined];
    const nested = new ReadPage(nodes, window, new Cursors(run.cipher, run.practice, path, order), total);
    for (const node of nested.nodes) {
      row.finish?.(node, run);
      if (!shape.isReference) recordRelated(run, shape.objectType, node.id);
    }
    parent[key] = nested;
  };
  return { sql, joins: [], finish };
}
