import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { addressIn, isPublicAddress, PrivateAddressError, publicLookup } from './public-address.js';

export interface Posting {
  url: string;
  body: string;
  headers: Record<string, string>;
  timeoutMs: number;
  /** Also to loopback, private and link-local addresses. */
  mayBePrivate: boolean;
}

/** What came of a post: a status, or why there is none, in words that hold nothing of the answer. */
export type Posted = { status: number; error: null } | { status: null; error: string };

/**
 * Posts to an address that somebody entered. Follows no redirect, reads nothing of the answer but its status, and
 * never calls an inner address unless it may. Never throws.
 */
export function post({ url: address, body, headers, timeoutMs, mayBePrivate }: Posting): Promise<Posted> {
  const url = new URL(address);
  const literal = addressIn(url);
  const failed = (error: string): Posted => ({ status: null, error });
  if (!mayBePrivate && literal && !isPublicAddress(literal)) {
    return Promise.resolve(failed(new PrivateAddressError().message));
  }
  return new Promise(resolve => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const signal = AbortSignal.timeout(timeoutMs);
    const options = { method: 'POST', headers, signal, ...(mayBePrivate ? {} : { lookup: publicLookup }) };
    const call = send(url, options, answer => {
      resolve({ status: answer.statusCode!, error: null });
      answer.destroy();
    });
    call.on('error', error => resolve(failed(reasonOf(error, signal))));
    call.end(body);
  });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'it can not be reached',
  ENETUNREACH: 'it can not be reached',
};

function reasonOf(error: Error & { code?: string }, signal: AbortSignal): string {
  if (signal.aborted) return 'it did not answer in time';
  if (error instanceof PrivateAddressError) return error.message;
  const code = error.code ?? '';
  if (/CERT|TLS|SSL|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(code)) return 'its certificate was not accepted';
  return reasons[code] ?? 'the call failed';
}
