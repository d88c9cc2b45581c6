import type { PlainRow } from '../reading/selection.js';
import type { RestAnswer } from './route.js';

/** A record as its presenter gives it; its `version` becomes the ETag. */
export type Presented = Record<string, unknown>;

/** The row as REST answers it: what the viewer may not see is not there, nor in the rows within it. */
export const present = (row: PlainRow): Presented =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([key, value]) => !(value instanceof Error) && !key.startsWith('$'))
      .map(([key, value]) => [key, within(value)]),
  );

function within(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(within);
  return Object.getPrototypeOf(value) === Object.prototype ? present(value as PlainRow) : value;
}

/** `"3"`: what `If-Match` brings back. */
const etag = (data: Presented): Record<string, string> =>
  typeof data.version === 'number' ? { etag: `"${data.version}"` } : {};

export function one(data: Presented): RestAnswer {
  return { status: 200, body: { data }, headers: etag(data) };
}

/** 201; `location` is where the new record is found: `/api/v1/leads/<id>`. */
export function created(data: Presented, location: string): RestAnswer {
  return { status: 201, body: { data }, headers: { ...etag(data), location } };
}

/** Taken on, and finished later. */
export function accepted(data: Presented): RestAnswer {
  return { status: 202, body: { data }, headers: etag(data) };
}

export function noContent(): RestAnswer {
  return { status: 204 };
}

/** Where a list stands; `page` is null when it was reached by cursor. */
export interface Pagination {
  page: number | null;
  limit: number;
  total: number;
  totalPages: number;
  nextCursor: string | null;
}

export function list(data: Presented[], pagination: Pagination): RestAnswer {
  return { status: 200, body: { data, pagination } };
}

/** Figures and other answers that are no record. */
export function figures(data: unknown): RestAnswer {
  return { status: 200, body: { data } };
}
