import type { Permission } from '../access/role-matrix.js';
import { assertMay } from '../access/viewer.js';
import type { RequestContext } from '../context.js';
import type { Criteria } from './criteria.js';
import type { PageArgs } from './paging.js';
import type { ListWish } from './reader.js';
import type { SortKey } from './shape.js';

/** What a list may be asked with; its noun checks filter and sort. */
export interface ListArgs<Filter> extends PageArgs {
  filter?: Filter | null;
  sort?: readonly SortKey[] | null;
  /** Words that names begin with, or one exact mail address or telephone number. */
  search?: string | null;
}

/** What the filter and the search of a list come to. */
export interface Narrowing {
  criteria: Criteria;
  /** Deleted rows instead of present ones. */
  isDeleted: boolean;
  count?: ListWish['count'];
}

const newestFirst: readonly SortKey[] = [{ field: 'createdAt', direction: 'DESC' }];

/** The wish behind a list's arguments, newest first unless told; deleted rows are for those who may restore them. */
export function listWish<Filter>(
  ctx: RequestContext,
  args: ListArgs<Filter>,
  { criteria, isDeleted, count }: Narrowing,
  restoring: Permission,
): ListWish {
  if (isDeleted) assertMay(ctx.viewer, restoring);
  const { first, after, last, before, page, sort } = args;
  const place = { first, after, last, before, page };
  const present = isDeleted ? '{t}.deleted_at is not null' : undefined;
  return { ...place, sort: sort?.length ? sort : newestFirst, criteria, present, count };
}
