import { assertMay } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import type { SortKey } from '../../platform/reading/shape.js';
import { leadCriteria } from './lead.criteria.js';
import type { LeadFilterInput } from './lead.filter.js';
import { leadShape } from './lead.shape.js';

/** What a list of leads may be asked with; filter and sort are checked here. */
export interface LeadListArgs extends PageArgs {
  filter?: LeadFilterInput | null;
  sort?: readonly SortKey[] | null;
  /** Words that names begin with, or one exact mail address or telephone number. */
  search?: string | null;
}

const newestFirst: readonly SortKey[] = [{ field: 'createdAt', direction: 'DESC' }];

/** Reads leads in the shape asked for; rows are plain, and hold ForbiddenError where the viewer may not look. */
export class LeadQueries {
  readonly #reader: Reader;
  constructor(private readonly ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One lead; throws NotFoundError when the practice has none, ForbiddenError when it is not for this viewer. */
  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    return this.#reader.one(ctx, { operation: 'lead', permission: 'lead:read' }, leadShape, id, selection);
  }

  /** A page of leads, newest first unless told; `selection` is the connection's, or its rows' own. */
  list(ctx: RequestContext, args: LeadListArgs, selection: Selection): Promise<Page> {
    return this.#reader.list(
      ctx,
      { operation: 'leads', permission: 'lead:read' },
      leadShape,
      () => this.#wish(ctx, args),
      selection,
    );
  }

  /** The lead after a change that the audit log already names; null when the viewer no longer sees it. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'lead', leadShape, id, selection);
  }

  /** The lead as its subscriber hears of it, null when it is not for this viewer; the caller audits what is reported. */
  told(ctx: RequestContext, id: string, selection: Selection) {
    return this.#reader.find(ctx, leadShape, id, selection);
  }

  #wish(ctx: RequestContext, args: LeadListArgs) {
    const tools = { cipher: this.ground.cipher, practiceId: ctx.practiceId };
    const { criteria, isDeleted, count } = leadCriteria(args.filter, args.search, tools);
    if (isDeleted) assertMay(ctx.viewer, 'lead:restore');
    const present = isDeleted ? '{t}.deleted_at is not null' : undefined;
    const { first, after, last, before, page } = args;
    return {
      first,
      after,
      last,
      before,
      page,
      sort: args.sort?.length ? args.sort : newestFirst,
      criteria,
      present,
      count,
    };
  }
}
