import type { Cipher } from '../encryption/cipher.js';
import { BadRequestError } from '../errors/errors.js';
import type { Order } from './order.js';
import { defaultPageSize, maxPageSize } from './page-size.js';
import type { Page, PlainRow } from './selection.js';

/** How a caller asks for a part of a list: from a cursor in either direction, or a numbered page. */
export interface PageArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  /** Numbered pages of `first` rows, from 1; only without cursors. */
  page?: number | null;
}

/** The part of a list that a statement fetches. */
export interface Window {
  size: number;
  isBackward: boolean;
  /** Values of the order's keys and the id that the part starts beyond. */
  place: readonly string[] | null;
  offset: number;
}

/** Makes and reads the cursors of one list of one practice. */
export class Cursors {
  readonly #purpose: string;
  constructor(
    private readonly cipher: Cipher,
    practiceId: string,
    noun: string,
    order: Order,
    private readonly keys: readonly { name: string }[],
  ) {
    this.#purpose = `cursor:${practiceId}:${noun}:${order.name}`;
  }

  seal(row: PlainRow): string {
    const place = [...this.keys.map(({ name }) => String(row[name])), row.id];
    return this.cipher.sealToken(this.#purpose, JSON.stringify(place));
  }

  /** Throws BadRequestError on a cursor of another list, order or practice, and on one not made here. */
  open(cursor: string, path: string): string[] {
    const text = cursor.length <= 2_000 ? this.cipher.openToken(this.#purpose, cursor) : null;
    if (text === null) throw new BadRequestError('This cursor does not belong to this list and order.', [path]);
    return JSON.parse(text) as string[];
  }
}

function sizeOf(value: number | null | undefined, path: string): number {
  const size = value ?? defaultPageSize;
  if (!Number.isInteger(size) || size < 1 || size > maxPageSize) {
    throw new BadRequestError(`${path} must be from 1 to ${maxPageSize}.`, [path]);
  }
  return size;
}

export function windowOf(args: PageArgs, cursors: Cursors): Window {
  const { first, after, last, before, page } = args;
  if (last != null && first != null) throw new BadRequestError('Give first or last, not both.', ['last']);
  if (after != null && before != null) throw new BadRequestError('Give after or before, not both.', ['before']);
  const isBackward = last != null || before != null;
  if (isBackward && (first != null || after != null)) {
    throw new BadRequestError('first goes with after, last goes with before.', [first != null ? 'first' : 'after']);
  }
  const size = isBackward ? sizeOf(last, 'last') : sizeOf(first, 'first');
  const cursor = after ?? before;
  if (page == null) {
    const place = cursor == null ? null : cursors.open(cursor, isBackward ? 'before' : 'after');
    return { size, isBackward, place, offset: 0 };
  }
  if (!Number.isInteger(page) || page < 1 || page > 1_000_000)
    throw new BadRequestError('page must be from 1.', ['page']);
  if (isBackward || cursor != null) throw new BadRequestError('Give a page or a cursor, not both.', ['page']);
  return { size, isBackward, place: null, offset: (page - 1) * size };
}

class Edge {
  constructor(
    readonly node: PlainRow,
    private readonly cursors: Cursors,
  ) {}
  get cursor(): string {
    return this.cursors.seal(this.node);
  }
}

/** One page; a cursor is made only when it is read, since each costs an encryption. */
export class ReadPage implements Page {
  readonly nodes: PlainRow[];
  readonly #hasMore: boolean;

  /** `rows` as fetched: one more than the window's size when there are more, in the order of fetching. */
  constructor(
    rows: PlainRow[],
    private readonly window: Window,
    private readonly cursors: Cursors,
    readonly totalCount?: number,
  ) {
    this.#hasMore = rows.length > window.size;
    if (this.#hasMore) rows.pop();
    this.nodes = window.isBackward ? rows.reverse() : rows;
  }

  get edges(): { cursor: string; node: PlainRow }[] {
    return this.nodes.map(node => new Edge(node, this.cursors));
  }

  get pageInfo(): Page['pageInfo'] {
    const { nodes, cursors } = this;
    const { isBackward, place, offset } = this.window;
    const hasCome = place !== null || offset > 0;
    return {
      hasNextPage: isBackward ? hasCome : this.#hasMore,
      hasPreviousPage: isBackward ? this.#hasMore : hasCome,
      get startCursor() {
        return nodes.length > 0 ? cursors.seal(nodes[0]!) : null;
      },
      get endCursor() {
        return nodes.length > 0 ? cursors.seal(nodes.at(-1)!) : null;
      },
    };
  }
}
