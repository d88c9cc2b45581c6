import { once } from 'node:events';
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

/** Sends an answer as it comes, as slowly as the caller reads; broken off when the source fails. */
export async function respondWithStream(res: ServerResponse, answer: RestAnswer): Promise<void> {
  res.writeHead(answer.status, { ...guardHeaders, ...answer.headers });
  try {
    for await (const part of answer.stream ?? []) {
      if (res.destroyed) return;
      if (!res.write(part)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    }
    res.end();
  } catch (error) {
    // The status is out already: a connection that breaks off is the only way to say "not whole".
    res.destroy(error as Error);
    throw error;
  }
}
