import { isIP } from 'node:net';
import { type Answer, type Call, json } from './answer.js';

const refused = (reason: string) => json({ error: reason }, 403);

/** Whether a `Host` means this machine by itself: an address, or the name of loopback. */
function isPlainHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name === 'localhost' || isIP(name) > 0;
}

/**
 * Refuses what a page of elsewhere would do through the browser of somebody at this machine, as the sandbox asks nobody
 * who they are: a name that was made to lead here, and a form or script of another origin. Null: it may go on.
 */
export function refusedFromAfar({ method, headers }: Call): Answer | null {
  const host = String(headers.host ?? '');
  if (!isPlainHost(host)) return refused('This name is not one of this machine.');
  if (method === 'GET' || method === 'HEAD') return null;
  const { origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return refused('The call comes from elsewhere.');
  return origin === undefined || origin === `http://${host}` ? null : refused('The call comes from elsewhere.');
}
