import type { RequestContext } from '../context.js';
import { NotFoundError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import { observe, type ReadReport, type UseCase } from '../use-case.js';
import { isNarrowedBy } from './access.js';
import { type CompiledRoot, compileRoot } from './compile.js';
import { selectList, visibleRows } from './compiling.js';
import type { Criteria } from './criteria.js';
import type { Run } from './finish.js';
import { beyond, cursorColumns, type Order, orderBy, orderOf } from './order.js';
import { Cursors, type PageArgs, ReadPage, type Window, windowOf } from './paging.js';
import type { Page, PlainRow, Selection } from './selection.js';
import type { Shape, SortKey, Sql } from './shape.js';
import { Statement } from './statement.js';
import { connectionWish } from './wish.js';

type Reading = Omit<UseCase, 'action' | 'objectType'>;

export interface ListWish extends PageArgs {
  sort: readonly SortKey[];
  criteria: Criteria | null;
  /** Another condition of presence than the shape's own: a list of deleted rows. */
  present?: Sql;
  /** A cheaper expression of the number of rows than counting them, of a list that is all visible to the viewer. */
  count?: (st: Statement) => Sql;
}

/** Reads shapes: one prepared statement per call, policy inside, every row returned named in the audit log. */
export class Reader {
  constructor(private readonly ground: Ground) {}

  /** One row; throws NotFoundError when it is not there for this viewer. */
  async one(ctx: RequestContext, useCase: Reading, shape: Shape, id: string, selection: Selection): Promise<PlainRow> {
    const { objectType } = shape;
    return observe(this.ground, ctx, { ...useCase, action: 'READ', objectType, objectId: idOrNone(id) }, async () => {
      const { row, report } = await this.find(ctx, shape, id, selection);
      if (!row) throw new NotFoundError(objectType);
      return { value: row, report };
    });
  }

  /** The row without its audit entry, or null: for a use case that reports what it read by itself. */
  async find(
    ctx: RequestContext,
    shape: Shape,
    id: string,
    selection: Selection,
  ): Promise<{ row: PlainRow | null; report: ReadReport }> {
    if (idOrNone(id) === undefined) return { row: null, report: { ids: [] } };
    const { compiled, run } = this.#start(ctx, shape, selection);
    const { alias, access } = compiled;
    const st = new Statement(compiled.st);
    const where = `${alias}.id = ${st.bind(id, 'uuid')} and ${visibleRows(shape, access, st, alias)}`;
    const list = selectList(compiled, `${shape.from} ${alias}`, reasonColumns(shape, compiled, st));
    const text = `select row_to_json(r)::text as r from (${list} where ${where}) r`;
    const { rows } = await this.#run<{ r: string }>(ctx, text, st);
    if (!rows[0]) return { row: null, report: { ids: [] } };
    const row = JSON.parse(rows[0].r) as PlainRow;
    compiled.finish?.(row, run);
    return { row, report: reportOf([row], run) };
  }

  /** A page of rows; `selection` is the connection's, or its rows' own. */
  async list(
    ctx: RequestContext,
    useCase: Reading,
    shape: Shape,
    wish: () => ListWish,
    selection: Selection,
  ): Promise<Page> {
    const { objectType } = shape;
    return observe(this.ground, ctx, { ...useCase, action: 'READ', objectType }, async () => {
      const { page, run, criteria } = await this.#page(ctx, shape, wish(), selection);
      const report = reportOf(page.nodes, run);
      if (criteria?.fields.length) report.details = { ...report.details, filter: criteria.fields };
      return { value: page, report };
    });
  }

  async #page(ctx: RequestContext, shape: Shape, wish: ListWish, selection: Selection) {
    const { rows: wanted, isCounted } = connectionWish(selection);
    const { compiled, run } = this.#start(ctx, shape, wanted);
    const { criteria } = wish;
    const order = orderOf(shape, wish.sort);
    const isNarrowed = isNarrowedBy(compiled.access, [...(criteria?.groups ?? []), ...order.groups]);
    const cursors = new Cursors(this.ground.cipher, ctx.practiceId, shape.noun, order);
    const window = windowOf(wish, cursors);
    const st = new Statement(compiled.st);
    const text = listText(shape, compiled, st, {
      ...wish,
      order,
      window,
      isNarrowed,
      isCounted,
    });
    const [found] = (await this.#run<{ rows: string; total?: number }>(ctx, text, st)).rows;
    const page = new ReadPage(JSON.parse(found!.rows) as PlainRow[], window, cursors, found!.total);
    if (compiled.finish) for (const row of page.nodes) compiled.finish(row, run);
    return { page, run, criteria };
  }

  #start(ctx: RequestContext, shape: Shape, selection: Selection) {
    const { cipher } = this.ground;
    const compiled = compileRoot(shape, selection, ctx, cipher);
    const run: Run = { practice: ctx.practiceId, viewer: ctx.signedIn, cipher, related: new Map() };
    return { compiled, run };
  }

  #run<Row extends object>(ctx: RequestContext, text: string, st: Statement) {
    const { clock, database } = this.ground;
    const values = st.values({ practice: ctx.practiceId, viewer: ctx.signedIn.id, now: clock.now() });
    return database.query<Row>(text, values);
  }
}

interface ListText extends Pick<ListWish, 'criteria' | 'present' | 'count'> {
  order: Order;
  window: Window;
  isNarrowed: boolean;
  isCounted: boolean;
}

function listText(shape: Shape, compiled: CompiledRoot, st: Statement, wish: ListText): string {
  const { alias, access } = compiled;
  const { order, window, criteria } = wish;
  const conditions = [
    visibleRows(shape, access, st, alias, wish),
    ...(criteria?.write(st) ?? []).map(sql => st.write(sql, alias)),
  ];
  const from = `from ${shape.from} ${alias} where ${conditions.join(' and ')}`;
  const total = wish.isCounted ? `, ${countText(compiled, st, wish, from)}::int as total` : '';
  const start = window.place ? ` and ${beyond(order, window.place, window.isBackward, st, alias)}` : '';
  const sorted = `order by ${orderBy(order, window.isBackward, st, alias)}`;
  const offset = window.offset > 0 ? ` offset ${st.bind(window.offset, 'bigint')}` : '';
  // The page is cut before anything is joined to it. Its size stands in the text: with a bound one the planner
  // expects a tenth of the table.
  const page = `(select * ${from}${start} ${sorted} limit ${window.size + 1}${offset}) ${alias}`;
  const more = [...cursorColumns(order, st, alias), ...reasonColumns(shape, compiled, st)];
  return `select coalesce(json_agg(r), '[]')::text as rows${total} from (${selectList(compiled, page, more)} ${sorted}) r`;
}

function countText({ access, alias }: CompiledRoot, st: Statement, wish: ListText, from: string): string {
  const isWhole = access.rows === 'ALL' && !wish.isNarrowed;
  return isWhole && wish.count ? st.write(wish.count(st), alias) : `(select count(*) ${from})`;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A word that is no id names no row; it must not reach the database as one. */
const idOrNone = (id: string): string | undefined => (uuid.test(id) ? id : undefined);

function reasonColumns(shape: Shape, { access, alias }: CompiledRoot, st: Statement): string[] {
  if (!access.hasGrants) return [];
  const own = st.write(shape.own ?? 'false', alias);
  return [`case when (${own}) is not true then ${st.write(shape.grant!.reason, alias)} end as "$reason"`];
}

function reportOf(rows: readonly PlainRow[], run: Run): ReadReport {
  const report: ReadReport = { ids: rows.map(row => row.id as string) };
  if (run.related.size > 0) report.details = { related: Object.fromEntries(run.related) };
  const reasons = new Set(rows.flatMap(row => (typeof row.$reason === 'string' ? row.$reason : [])));
  if (reasons.size > 0) report.reason = [...reasons].join('; ');
  return report;
}
