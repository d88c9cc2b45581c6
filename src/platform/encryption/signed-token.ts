import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { derivedKey } from './derived-key.js';

const macLength = 16;

/** Short tokens for addresses in mails: readable by nobody's need, made by nobody but us, good for ever. */
export class SignedTokens {
  readonly #key: KeyObject;

  /** `master` must never be rotated, as mails outlive every rotation; `purpose` keeps kinds of token apart. */
  constructor(master: Uint8Array, purpose: string) {
    this.#key = derivedKey(master, `signed-token:${purpose}`);
  }

  /** Letters, digits, `-` and `_`: the bytes and 16 of their HMAC-SHA256. */
  make(content: Uint8Array): string {
    return Buffer.concat([content, this.#mac(content)]).toString('base64url');
  }

  /** The bytes again, or null when the token is not one of ours to the letter. */
  read(token: string): Buffer | null {
    const bytes = Buffer.from(token, 'base64url');
    // Decoding forgives stray characters; only the one true spelling counts.
    if (bytes.length < macLength || bytes.toString('base64url') !== token) return null;
    const content = bytes.subarray(0, -macLength);
    return timingSafeEqual(this.#mac(content), bytes.subarray(-macLength)) ? content : null;
  }

  #mac(content: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(content).digest().subarray(0, macLength);
  }
}

/** UUIDs as 16 bytes each. */
export const idBytes = (...ids: string[]): Buffer => Buffer.from(ids.join('').replaceAll('-', ''), 'hex');

/** 16 bytes as the UUID that they are. */
export const idOfBytes = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
