import { createHash } from 'node:crypto';
import { BadRequestError } from '../errors/errors.js';

/** The header by which a caller says "this is the same call again". */
export const keyHeader = 'idempotency-key';
/** On an answer that was kept from the first call. */
export const replayedHeader = 'idempotency-replayed';

const longestKey = 255;
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** A call that may be repeated: what the table keeps of it. */
export interface KeyedCall {
  keyHash: string;
  requestHash: string;
}

/** The same value always gives the same text, in whatever order its fields were sent. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

/**
 * The call that a key header stands for; null without the header. `address` is the method and path, or the
 * GraphQL operation. Throws BadRequestError on a key that is empty, too long or not plain ASCII.
 */
export function keyedCall(header: string | string[] | undefined, address: string, body: unknown): KeyedCall | null {
  if (header === undefined) return null;
  const key = Array.isArray(header) ? header.join(',') : header;
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > longestKey) {
    throw new BadRequestError(`Idempotency-Key takes 1 to ${longestKey} visible ASCII characters.`, [
      'Idempotency-Key',
    ]);
  }
  // The key, which is kept nowhere, salts the request's hash: a guessed body can't be confirmed from the table.
  return { keyHash: sha256(key), requestHash: sha256(`${key}\n${address}\n${canonical(body)}`) };
}
