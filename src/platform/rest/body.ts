import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { BadRequestError } from '../errors/errors.js';
import { HttpRefusal } from '../errors/http-refusal.js';
import { strictJson, utf8 } from './strict-json.js';

/** 1 MB: more than any single record needs. */
export const defaultBodyLimit = 1_048_576;

/** The body of a call that takes nothing but its address: none, or `{}`. */
export const noBody = z.strictObject({});

const json = ['application/json'];

/** Whether the call carries a body at all. */
function hasBody(req: IncomingMessage): boolean {
  const length = req.headers['content-length'];
  return req.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Throws HttpRefusal 415 unless the body is announced as one of the types, uncompressed and in UTF-8. */
export function assertContentType(req: IncomingMessage, accepted: readonly string[] = json): void {
  const [type = '', ...parameters] = (req.headers['content-type'] ?? '').split(';').map(part => part.trim());
  const charset = parameters
    .find(part => /^charset=/i.test(part))
    ?.replace(/^charset=/i, '')
    .replaceAll('"', '');
  const isEncoded = (req.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity';
  const isUtf8 = charset === undefined || /^utf-?8$/i.test(charset);
  if (isEncoded || !isUtf8 || !accepted.includes(type.toLowerCase())) throw HttpRefusal.unsupported([...accepted]);
}

/** The bytes of the body; refuses with HttpRefusal 413 as soon as there are more than `limit`. */
export function readBytes(req: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > limit) return Promise.reject(HttpRefusal.tooLarge(limit));
  // Listeners, as an iterator over the stream costs each call more than the reading itself.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (error: Error) => {
      req.off('data', take);
      // What is still on its way is read and dropped, so that the caller gets to see the answer.
      req.resume();
      reject(error);
    };
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) refuse(HttpRefusal.tooLarge(limit));
      else chunks.push(chunk);
    };
    const brokenOff = () => refuse(new BadRequestError('The body broke off.'));
    if (req.destroyed) return brokenOff();
    req.on('data', take).once('error', brokenOff).once('close', brokenOff);
    req.once('end', () => {
      req.off('close', brokenOff);
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
    });
  });
}

/** The JSON body of a call; `{}` when it has none. */
export async function readJson(req: IncomingMessage, limit = defaultBodyLimit): Promise<unknown> {
  if (!hasBody(req)) {
    if (req.headers['content-type'] !== undefined) assertContentType(req);
    return {};
  }
  assertContentType(req);
  const bytes = await readBytes(req, limit);
  return bytes.length === 0 ? {} : strictJson(utf8(bytes));
}
