import { accessTo } from './access.js';
import { type Compiling, type RowPlace, selectList, visibleRows } from './compiling.js';
import { type Finish, recordRelated } from './finish.js';
import { beyond, keysOf, orderBy, orderOf } from './order.js';
import { maxPageSize } from './page-size.js';
import { Cursors, type PageArgs, ReadPage, windowOf } from './paging.js';
import type { PlainRow, SelectedField, Selection } from './selection.js';
import type { ManyField, OneField } from './shape.js';
import { connectionWish } from './wish.js';

/** A relation as columns of its parent's select list, and what makes rows of them. */
export interface Relation {
  columns: ReadonlyMap<string, string>;
  /** What the columns need joined to the parent. */
  joins: readonly string[];
  finish: Finish;
}

/** Where a relation stands: the row it hangs on and its key there. */
interface Place extends RowPlace {
  parent: string;
  key: string;
}

const nothing: Selection = { fields: new Map() };

/** A single row; its columns come beside the parent's under a prefix, which costs the database less than an object. */
export function compileOne(compiling: Compiling, field: OneField, wish: SelectedField, at: Place): Relation {
  const { shape } = field;
  const { st } = compiling;
  const access = accessTo(shape, compiling.viewer);
  const row = compiling.row(shape, access, wish.selection ?? nothing, at);
  const on = `${visibleRows(shape, access, st, row.alias)} and ${st.write(field.on, at.parent, row.alias)}`;
  const joins = [`left join ${shape.from} ${row.alias} on ${on}`, ...row.joins];
  const prefixed = (name: string) => `$${row.alias}.${name}`;
  const columns = new Map([...row.columns].map(([name, sql]) => [prefixed(name), sql]));
  const names = [...row.columns.keys()].map(name => [name, prefixed(name)] as const);
  const [key, id] = [at.key, prefixed('id')];
  const finish: Finish = (parent, run) => {
    if (parent[id] === null) {
      parent[key] = null;
      return;
    }
    const found: PlainRow = {};
    for (const [name, source] of names) found[name] = parent[source];
    parent[key] = found;
    row.finish?.(found, run);
    if (!shape.isReference) recordRelated(run, shape.objectType, found.id);
  };
  return { columns, joins, finish };
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
  const args: PageArgs = field.isWhole ? { first: maxPageSize } : wish.args;
  if (args.after != null || args.before != null) compiling.isPersonal = true;
  const window = windowOf(args, new Cursors(cipher, compiling.practice, at.path, order, []));
  const row = compiling.row(shape, access, selection, { path: at.path, isJson: true });
  const base = `${visibleRows(shape, access, st, row.alias)} and ${st.write(field.on, at.parent, row.alias)}`;
  const from = `${shape.from} ${row.alias} where ${base}`;
  const start = window.place ? ` and ${beyond(order, window.place, window.isBackward, st, row.alias)}` : '';
  const sorted = `order by ${orderBy(order, window.isBackward, st, row.alias)}`;
  const rows = `(select * from ${from}${start} ${sorted} limit ${window.size + 1}) ${row.alias}`;
  const cursorKeys = keysOf(order, row, st);
  const list = `${selectList(row, rows, cursorKeys)} ${sorted}`;
  const page = `(select coalesce(json_agg(r), '[]') from (${list}) r)`;
  const sql = isCounted ? `json_build_array(${page}, (select count(*) from ${from}))` : page;
  const { key, name, path } = at;
  const finish: Finish = (parent, run) => {
    const found = parent[name] as PlainRow[] | [PlainRow[], number] | null;
    if (!found) return;
    const [nodes, total] = isCounted ? (found as [PlainRow[], number]) : [found as PlainRow[], undefined];
    const nested = new ReadPage(nodes, window, new Cursors(run.cipher, run.practice, path, order, cursorKeys), total);
    for (const node of nested.nodes) {
      row.finish?.(node, run);
      if (!shape.isReference) recordRelated(run, shape.objectType, node.id);
    }
    parent[key] = field.isWhole ? nested.nodes : nested;
  };
  return { columns: new Map([[name, sql]]), joins: [], finish };
}
