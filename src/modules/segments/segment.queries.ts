import type { RequestContext } from '../../platform/context.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { type ListArgs, listWish } from '../../platform/reading/listing.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import {
  type Page,
  type PlainRow,
  type SelectedField,
  type Selection,
  select,
} from '../../platform/reading/selection.js';
import type { SortKey } from '../../platform/reading/shape.js';
import type { Statement } from '../../platform/reading/statement.js';
import { connectionWish } from '../../platform/reading/wish.js';
import { observe, useCasesOf } from '../../platform/use-case.js';
import type { KeptSegment, SegmentAudience } from './segment.audience.js';
import { SegmentCounts } from './segment.counts.js';
import { segmentCriteria } from './segment.criteria.js';
import type { SegmentFilterInput } from './segment.filter.js';
import type { Matching } from './segment.matching.js';
import { memberShapes } from './segment.member-shape.js';
import { canAskBy } from './segment.policy.js';
import { segmentShape } from './segment.shape.js';

export type SegmentListArgs = ListArgs<SegmentFilterInput>;

const reading = { operation: 'segment', permission: 'segment:read' } as const;
const newestFirst: readonly SortKey[] = [{ field: 'createdAt', direction: 'DESC' }];
const useCase = useCasesOf('SEGMENT');

/** Reads segments in the shape asked for, and whom they hold. */
export class SegmentQueries {
  readonly #reader: Reader;
  readonly #counts: SegmentCounts;

  constructor(
    private readonly ground: Ground,
    private readonly audience: SegmentAudience,
  ) {
    this.#reader = new Reader(ground);
    this.#counts = new SegmentCounts(ground, audience);
  }

  /** One segment; throws NotFoundError when the practice has none. */
  async one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    const row = await this.#reader.one(ctx, reading, segmentShape, id, selection);
    await this.#complete(ctx, [row], selection);
    return row;
  }

  /** A page of segments, newest first unless told; `selection` is the connection's, or its rows' own. */
  async list(ctx: RequestContext, args: SegmentListArgs, selection: Selection): Promise<Page> {
    const listing = { operation: 'segments', permission: 'segment:read' } as const;
    const wish = () => listWish(ctx, args, segmentCriteria(args.filter, args.search), 'segment:restore');
    const page = await this.#reader.list(ctx, listing, segmentShape, wish, selection);
    await this.#complete(ctx, page.nodes, connectionWish(selection).rows);
    return page;
  }

  /** The segment after a change that the audit log already names. */
  async afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    const row = await this.#reader.afterChange(ctx, 'segment', segmentShape, id, selection);
    if (row) await this.#complete(ctx, [row], selection);
    return row;
  }

  /** A page of the people in a segment. @throws ForbiddenError for who may use it by its name only. */
  async members(ctx: RequestContext, id: string, args: PageArgs, selection: Selection): Promise<Page> {
    const [segment] = await observe(
      this.ground,
      ctx,
      useCase('segmentMembers', 'segment:read', 'READ', id),
      async () => {
        const value = await this.audience.kept(this.audience.reading(), ctx.practiceId, [id], 'id');
        if (!canAskBy(ctx.signedIn, value[0]!.guards)) throw new ForbiddenError();
        return { value, report: { ids: [id] } };
      },
    );
    return this.#members(ctx, segment!, args, selection);
  }

  /** People that a rule holds of, as a page of members. */
  async matched(
    ctx: RequestContext,
    of: { matching: Matching; segment: Pick<KeptSegment, 'appliesTo' | 'kind' | 'guards'> },
    args: PageArgs & { operation: string },
    selection: Selection,
  ): Promise<Page> {
    const { appliesTo, kind, guards } = of.segment;
    const shape = memberShapes[appliesTo][kind];
    const groups = new Set(Object.keys(shape.groups).filter(group => guards.includes(shape.groups[group]!)));
    const { operation, ...page } = args;
    const wish = () => ({
      ...page,
      sort: newestFirst,
      criteria: { groups, fields: [], write: (st: Statement) => [of.matching.write(st)] },
    });
    return this.#reader.list(ctx, { operation, permission: 'segment:read' }, shape, wish, selection);
  }

  async #members(ctx: RequestContext, segment: KeptSegment, args: PageArgs, selection: Selection): Promise<Page> {
    const run = this.audience.reading();
    const { id, appliesTo, kind } = segment;
    const tools = await this.audience.matching.tools(run, ctx.practiceId, appliesTo);
    const matching: Matching =
      kind === 'STATIC'
        ? { appliesTo, write: st => `{t}.segment_id = ${st.bind(id, 'uuid')}` }
        : await this.audience.membersOf(run, segment, tools);
    const { first, after, last, before, page } = args;
    const place = { first, after, last, before, page };
    return this.matched(ctx, { matching, segment }, { ...place, operation: 'segmentMembers' }, selection);
  }

  /** What stands in no column: counts, and pages of members. */
  async #complete(ctx: RequestContext, rows: PlainRow[], selection: Selection): Promise<void> {
    const wanted = [...selection.fields];
    const isCounted = wanted.some(([, { name }]) => name === 'count' || name === 'isCountSuppressed');
    const lists = wanted.filter(([, { name }]) => name === 'members');
    if (rows.length === 0 || (!isCounted && lists.length === 0)) return;
    const ids = rows.map(row => row.id as string);
    const segments = await this.audience.kept(this.audience.reading(), ctx.practiceId, ids, 'id', true);
    if (isCounted) {
      const counts = await this.#counts.shown(ctx.signedIn, segments);
      for (const row of rows) {
        const { count, isSuppressed } = counts.get(row.id as string)!;
        Object.assign(row, { count, isCountSuppressed: isSuppressed });
      }
    }
    for (const [at, row] of rows.entries()) {
      for (const [key, field] of lists) row[key] = await this.#pageOf(ctx, segments[at]!, field);
    }
  }

  async #pageOf(ctx: RequestContext, segment: KeptSegment, field: SelectedField): Promise<Page | ForbiddenError> {
    if (!canAskBy(ctx.signedIn, segment.guards)) return new ForbiddenError('You may not see whom this segment holds.');
    return this.#members(ctx, segment, field.args as PageArgs, field.selection ?? select([]));
  }
}
