import type { Scope } from '../access/role-matrix.js';
import type { RequestContext } from '../context.js';
import { ForbiddenError, NotFoundError } from '../errors/errors.js';
import type { Ground } from '../ground.js';
import { observe, type ReadReport, type UseCase } from '../use-case.js';
import { isNarrowedBy } from './access.js';
import { type CompiledRoot, compileRoot } from './compile.js';
import { selectList, visibleRows } from './compiling.js';
import type { Criteria } from './criteria.js';
import type { Run } from './finish.js';
import { beyond, type CursorKey, keysOf, type Order, orderBy, orderOf } from './order.js';
import { Cursors, type PageArgs, ReadPage, type Window, windowOf } from './paging.js';
import { rowTypes } from './row-types.js';
import { rowsByWords } from './searching.js';
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
  /** A cheaper expression of the number of rows than counting them, of all rows or of those the viewer owns. */
  count?: (st: Statement, whose: Scope) => Sql;
  /** Ids that the audit log names besides the rows: of the person whose rows they are. */
  about?: readonly string[];
}

/** Reads shapes: one prepared statement per call, policy inside, every row returned named in the audit log. */
export class Reader {
  constructor(private readonly ground: Ground) {}

  /** One row; throws NotFoundError when the practice has none, ForbiddenError when it is not for this viewer. */
  async one(ctx: RequestContext, useCase: Reading, shape: Shape, id: string, selection: Selection): Promise<PlainRow> {
    const { objectType } = shape;
    return observe(this.ground, ctx, { ...useCase, action: 'READ', objectType, objectId: idOrNone(id) }, async () => {
      const { row, report } = await this.find(ctx, shape, id, selection);
      if (!row) throw (await this.#isThere(ctx, shape, id)) ? new ForbiddenError() : new NotFoundError(objectType);
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
    const list = selectList(compiled, `${shape.from} ${alias}`, reasonKeys(shape, compiled, st));
    const [row] = (await this.#run<PlainRow>(ctx, `${list} where ${where}`, st)).rows;
    if (!row) return { row: null, report: { ids: [] } };
    compiled.finish?.(row, run);
    return { row, report: reportOf([row], run) };
  }

  /**
   * The row after a change that the audit log already names; null when the viewer no longer sees it. What came
   * along with it is named here, under the word for reading one: `lead`.
   */
  async afterChange(
    ctx: RequestContext,
    operation: string,
    shape: Shape,
    id: string,
    selection: Selection,
  ): Promise<PlainRow | null> {
    const { row, report } = await this.find(ctx, shape, id, selection);
    const { ids: objectIds, details, reason } = report;
    const seen = { operation, action: 'READ', objectType: shape.objectType, objectIds, details, reason } as const;
    if (details) await this.ground.audit.append(ctx, { ...seen, outcome: 'SUCCEEDED' });
    return row;
  }

  async #isThere(ctx: RequestContext, shape: Shape, id: string): Promise<boolean> {
    if (idOrNone(id) === undefined) return false;
    const st = new Statement();
    const present = st.write(`{t}.practice_id = {practice} and ${shape.present ?? 'true'}`, 'a');
    const text = `select 1 from ${shape.from} a where a.id = ${st.bind(id, 'uuid')} and ${present}`;
    return (await this.#run(ctx, text, st)).rows.length > 0;
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
      const wanted = wish();
      const { page, run, criteria } = await this.#page(ctx, shape, wanted, selection);
      const report = reportOf(page.nodes, run);
      if (wanted.about) report.ids = [...wanted.about, ...report.ids];
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
    const st = new Statement(compiled.st);
    const keys = keysOf(order, compiled, st);
    const cursors = new Cursors(this.ground.cipher, ctx.practiceId, shape.noun, order, keys);
    const window = windowOf(wish, cursors);
    const list = { ...wish, order, keys, window, isNarrowed };
    const { rows } = await this.#run<PlainRow>(ctx, listText(shape, compiled, st, list, isCounted), st);
    const page = new ReadPage(
      rows,
      window,
      cursors,
      isCounted ? await this.#total(ctx, shape, compiled, list, rows) : undefined,
    );
    if (compiled.finish) for (const row of page.nodes) compiled.finish(row, run);
    return { page, run, criteria };
  }

  /** The number that each row brought along; an empty page beyond the first asks for it. */
  async #total(ctx: RequestContext, shape: Shape, compiled: CompiledRoot, list: ListText, rows: PlainRow[]) {
    const { place, offset } = list.window;
    if (rows[0]) return rows[0].$total as number;
    if (place === null && offset === 0) return 0;
    const st = new Statement(compiled.st);
    const text = `select ${countText(shape, compiled, st, list)}`;
    return (await this.#run<{ total: number }>(ctx, `${text} as total`, st)).rows[0]!.total;
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
    return database.query<Row>(text, values, rowTypes);
  }
}

interface ListText extends Pick<ListWish, 'criteria' | 'present' | 'count'> {
  order: Order;
  keys: readonly CursorKey[];
  window: Window;
  isNarrowed: boolean;
}

function listText(shape: Shape, compiled: CompiledRoot, st: Statement, list: ListText, isCounted: boolean): string {
  const { access, alias } = compiled;
  const { order, window } = list;
  const total = isCounted ? [{ name: '$total', sql: countText(shape, compiled, st, list) }] : [];
  const more = [...list.keys, ...reasonKeys(shape, compiled, st), ...total];
  const start = window.place ? ` and ${beyond(order, window.place, window.isBackward, st, alias)}` : '';
  const sorted = `order by ${orderBy(order, window.isBackward, st, alias)}`;
  // the size stands in the text: with a bound one the planner expects a tenth of the table
  const size = `${window.size + 1}`;
  const visible = `${visibleRows(shape, access, st, alias, list)}${start}`;
  const asked = askedOf(compiled, st, list);
  const place = `where ${visible} and ${asked} ${sorted} limit ${size}`;
  if (compiled.joins.length === 0 && window.offset === 0 && !st.isByWords) {
    return `${selectList(compiled, `${shape.from} ${alias}`, more)} ${place}`;
  }
  // a page is cut before anything is joined to it or looked up for its rows
  const offset = window.offset > 0 ? st.bind(window.offset, 'bigint') : '0';
  const page = st.isByWords
    ? rowsByWords({ from: shape.from, alias, visible, asked, sorted }, size, offset)
    : `select * from ${shape.from} ${alias} ${place} offset ${offset}`;
  return `${selectList(compiled, `(${page}) ${alias}`, more)} ${sorted}`;
}

/** True of the rows that the list asks for, among those the viewer sees. */
function askedOf({ alias }: CompiledRoot, st: Statement, list: ListText): string {
  const asked = (list.criteria?.write(st) ?? []).map(sql => st.write(sql, alias));
  return asked.length > 0 ? asked.join(' and ') : 'true';
}

function countText(shape: Shape, compiled: CompiledRoot, st: Statement, list: ListText): string {
  const { access, alias } = compiled;
  const whose = list.isNarrowed ? 'OWN' : access.rows;
  const isCountable = whose === 'ALL' || (whose === 'OWN' && !access.hasGrants);
  if (isCountable && list.count) return `${st.write(list.count(st, whose), alias)}::int`;
  const where = `${visibleRows(shape, access, st, alias, list)} and ${askedOf(compiled, st, list)}`;
  return `(select count(*)::int from ${shape.from} ${alias} where ${where})`;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A word that is no id names no row; it must not reach the database as one. */
const idOrNone = (id: string): string | undefined => (uuid.test(id) ? id : undefined);

function reasonKeys(shape: Shape, { access, alias }: CompiledRoot, st: Statement): CursorKey[] {
  if (!access.hasGrants) return [];
  const own = st.write(shape.own ?? 'false', alias);
  return [{ name: '$reason', sql: `case when (${own}) is not true then ${st.write(shape.grant!.reason, alias)} end` }];
}

function reportOf(rows: readonly PlainRow[], run: Run): ReadReport {
  const report: ReadReport = { ids: rows.map(row => row.id as string) };
  if (run.related.size > 0) {
    // the log finds a row by the ids of an entry; how many of each kind came along tells them apart
    report.details = { along: Object.fromEntries([...run.related].map(([type, ids]) => [type, ids.length])) };
    report.ids = [...new Set([...report.ids, ...[...run.related.values()].flat()])];
  }
  const reasons = new Set(rows.flatMap(row => (typeof row.$reason === 'string' ? row.$reason : [])));
  if (reasons.size > 0) report.reason = [...reasons].join('; ');
  return report;
}
