import { type ZodRawShape, type ZodType, z } from 'zod';
import { BadRequestError } from '../errors/errors.js';
import { type Selection, select } from '../reading/selection.js';
import { list, type Presented } from './answers.js';
import { single, whole } from './query.js';
import type { RestAnswer } from './route.js';

/** What the query of a list asks for. */
export interface ListCall {
  limit: number;
  /** From 1; null when a cursor says where to go on. */
  page: number | null;
  cursor: string | null;
  sort: { field: string; direction: 'ASC' | 'DESC' }[];
  search: string | null;
  /** The filters that were given, by field name. */
  filter: Record<string, unknown>;
}

const ownNames = ['page', 'limit', 'cursor', 'sort', 'search'];

function sortRule(sortable: readonly string[]): ZodType<ListCall['sort']> {
  const message = `Sort by one or more of ${sortable.join(', ')}; a minus before a name turns the order round.`;
  return z
    .string()
    .max(200)
    .describe(message)
    .transform(text =>
      text.split(',').map(part => {
        const isDescending = part.startsWith('-');
        return {
          field: part.slice(isDescending ? 1 : 0),
          direction: isDescending ? ('DESC' as const) : ('ASC' as const),
        };
      }),
    )
    .refine(
      sort =>
        sort.every(({ field }) => sortable.includes(field)) && new Set(sort.map(s => s.field)).size === sort.length,
      message,
    );
}

/**
 * The rules of a list's query: page or cursor, limit, sort, search and the filters by field name.
 * A filter is `single(rule)` or `many(rule)`; `sortable` are field names.
 */
export function listQuery(filters: ZodRawShape, sortable: readonly string[]): ZodType<ListCall> {
  return z
    .strictObject({
      page: single(whole(1, 1_000_000)).describe('From 1; not together with cursor.'),
      limit: single(whole(1, 100)).describe('Records on a page, at most 100; 25 when absent.'),
      cursor: single(z.string().min(1).max(2_000)).describe('`pagination.nextCursor` of the page before.'),
      sort: single(sortRule(sortable)),
      search: single(z.string().max(200)).describe('Words of a name, or a whole email address or phone number.'),
      ...filters,
    })
    .refine(query => query.page === undefined || query.cursor === undefined, {
      path: ['cursor'],
      message: 'Give page or cursor, not both.',
    })
    .transform(query => ({
      limit: query.limit ?? 25,
      page: query.cursor === undefined ? (query.page ?? 1) : null,
      cursor: query.cursor ?? null,
      sort: query.sort ?? [],
      search: query.search?.trim() || null,
      filter: Object.fromEntries(
        Object.entries(query).filter(([name, value]) => !ownNames.includes(name) && value !== undefined),
      ),
    })) as unknown as ZodType<ListCall>;
}

/** The part of the list, as query services take it. */
export const pageArgs = ({ limit, cursor, page }: ListCall) => ({ first: limit, after: cursor, page });

/** What a list of these rows is asked for. */
export const listSelection = (row: Selection): Selection => ({
  fields: new Map([
    ['nodes', { name: 'nodes', args: {}, selection: row }],
    ['totalCount', { name: 'totalCount', args: {}, selection: null }],
    ['pageInfo', { name: 'pageInfo', args: {}, selection: select(['hasNextPage', 'endCursor']) }],
  ]),
});

/**
 * The arguments of a list in the core. `ranges` are fields that the query has as `<prefix>From` and `<prefix>To`
 * (`{ created: 'createdAt' }`); `orNone` are those where `none` asks for rows without a value.
 */
export function listArgs<Filter>(
  call: ListCall,
  { ranges = {}, orNone = [] }: { ranges?: Readonly<Record<string, string>>; orNone?: readonly string[] },
) {
  const given: Record<string, unknown> = { ...call.filter };
  for (const [prefix, field] of Object.entries(ranges)) {
    const [from, to] = [given[`${prefix}From`], given[`${prefix}To`]];
    if (from || to) given[field] = { from, to };
    delete given[`${prefix}From`];
    delete given[`${prefix}To`];
  }
  for (const field of orNone) {
    if ((given[field] as string[] | undefined)?.includes('none')) given[field] = null;
  }
  const { sort, search } = call;
  return { ...pageArgs(call), page: call.page ?? undefined, sort, search, filter: given as Filter };
}

const namesInQuery: Readonly<Record<string, string>> = { after: 'cursor', first: 'limit' };

/** An error about the part of a list, by the names that the query of an address has for it. */
export function asQueried(error: unknown): unknown {
  const name = error instanceof BadRequestError ? namesInQuery[error.path[0] ?? ''] : undefined;
  return name === undefined ? error : new BadRequestError((error as BadRequestError).message, [name]);
}

/** What a query service gives back for a list. */
interface FoundPage<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount?: number;
}

/** The answer of a list URL: presented rows and where the list stands. */
export function listed<Row>(call: ListCall, found: FoundPage<Row>, present: (row: Row) => Presented): RestAnswer {
  const total = found.totalCount ?? found.nodes.length;
  return list(found.nodes.map(present), {
    page: call.page,
    limit: call.limit,
    total,
    totalPages: Math.ceil(total / call.limit),
    nextCursor: found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null,
  });
}
