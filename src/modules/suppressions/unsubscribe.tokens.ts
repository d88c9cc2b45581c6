import { createHmac, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '../../platform/encryption/derived-key.js';

/** Whose mail a link is in: an address by its keyed hash, and the delivery it came with; null: none (a test mail). */
export interface UnsubscribeClaim {
  practiceId: string;
  addressIndex: string;
  deliveryId: string | null;
}

const idLength = 16;
const indexLength = 32;
const bodyLength = idLength + indexLength + idLength;
const signatureLength = 16;
const noId = '0'.repeat(32);
const form = new RegExp(`^[\\w-]{${Math.ceil(((bodyLength + signatureLength) * 4) / 3)}}$`);

/**
 * The tokens of unsubscribe links: signed, without end, good for any number of uses. They say all that acting on
 * them needs, so that they outlive campaign, delivery and person; the key is of the blind index, which never rotates.
 */
export class UnsubscribeTokens {
  readonly #key: ReturnType<typeof derivedKey>;

  constructor(blindIndexKey: Uint8Array) {
    this.#key = derivedKey(blindIndexKey, 'unsubscribe-token');
  }

  /** For URLs: 107 letters of base64url. */
  make({ practiceId, addressIndex, deliveryId }: UnsubscribeClaim): string {
    const body = Buffer.concat([bytesOf(practiceId), Buffer.from(addressIndex, 'base64url'), bytesOf(deliveryId)]);
    return Buffer.concat([body, this.#sign(body)]).toString('base64url');
  }

  /** What a token says, or null when it was not made here. */
  read(token: string): UnsubscribeClaim | null {
    if (!form.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    const body = bytes.subarray(0, bodyLength);
    // Letters that end in other unused bits decode alike: one token has one spelling.
    if (bytes.toString('base64url') !== token) return null;
    if (!timingSafeEqual(bytes.subarray(bodyLength), this.#sign(body))) return null;
    return {
      practiceId: idOf(body.subarray(0, idLength))!,
      addressIndex: body.subarray(idLength, idLength + indexLength).toString('base64url'),
      deliveryId: idOf(body.subarray(idLength + indexLength)),
    };
  }

  #sign(body: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(body).digest().subarray(0, signatureLength);
  }
}

const bytesOf = (id: string | null) => Buffer.from(id ? id.replaceAll('-', '') : noId, 'hex');

function idOf(bytes: Buffer): string | null {
  const hex = bytes.toString('hex');
  return hex === noId ? null : hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
