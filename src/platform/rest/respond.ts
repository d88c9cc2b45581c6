import type { ServerResponse } from 'node:http';
import type { RestAnswer } from './route.js';

/** On every answer that may hold someone's data: not sniffed, not kept, not framed. */
export const guardHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

const jsonType = 'application/json; charset=utf-8';

/** Sends a whole answer; a body of null sends none. */
export function respond(
  res: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | null,
): void {
  const type = body === null ? {} : { 'content-type': jsonType, 'content-length': Buffer.byteLength(body) };
  res.writeHead(status, { ...guardHeaders, ...type, ...headers });
  res.end(body ?? undefined);
}

/** Sends an answer as it comes, as slowly as the caller reads. Resolves with the failure of its source, if any. */
export async function respondWithStream(res: ServerResponse, answer: RestAnswer): Promise<unknown> {
  res.writeHead(answer.status, { ...guardHeaders, ...answer.headers });
  try {
    for await (const part of answer.stream ?? []) {
      if (res.destroyed) return null;
      if (!res.write(part)) await drained(res);
    }
    res.end();
    return null;
  } catch (error) {
    // The status is out already: a connection that breaks off is the only way to say "not whole".
    res.destroy();
    return error;
  }
}

/** Until the caller has read, or is gone. */
function drained(res: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      res.off('drain', done).off('close', done);
      resolve();
    };
    res.on('drain', done).on('close', done);
  });
}
