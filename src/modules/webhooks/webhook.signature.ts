import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A new secret of 32 random bytes, in the spelling of the Standard Webhooks specification. */
export const newSecret = (): string => prefix + randomBytes(32).toString('base64');

/**
 * The headers by which a receiver knows who calls, that nothing was changed, and what it has had before:
 * webhook-id, webhook-timestamp in Unix seconds, webhook-signature with `v1,<base64 HMAC-SHA256 of "id.time.body">`
 * for each secret. Source: the Standard Webhooks specification 1.0, so that its libraries verify them.
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: readonly string[]): Record<string, string> {
  const time = Math.floor(at.getTime() / 1000);
  const signatures = secrets.map(secret => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(time), 'webhook-signature': signatures.join(' ') };
}
