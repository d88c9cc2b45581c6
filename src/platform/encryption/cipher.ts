import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { derivedKey } from './derived-key.js';

/** Where a sealed value stands; bound into the ciphertext, so that one moved elsewhere does not open. */
export interface SealPlace {
  practiceId: string;
  table: string;
  column: string;
  rowId: string;
}

/** Authenticated encryption of protected values, and the keyed hashes that make some of them findable. */
export interface Cipher {
  /** JSON value -> `v1:keyId:base64url(iv|ciphertext|tag)` under the first key of the ring. */
  seal(place: SealPlace, value: unknown): string;
  /** The value again; throws when the key is unknown, a bit was changed or the place differs. */
  open<T>(place: SealPlace, sealed: string): T;
  /** Keyed hash of a normalized value, different in each practice (32 bytes, base64url). */
  blindIndex(practiceId: string, field: 'email' | 'phone', normalized: string): string;
  /** Encrypts a short text that leaves the process and comes back (cursors); `purpose` binds it. */
  sealToken(purpose: string, text: string): string;
  /** The text again, or null when it was not made here for this purpose. */
  openToken(purpose: string, token: string): string | null;
}

export interface EncryptionKey {
  /** Letters, digits, `-` and `_` only: it stands between colons in every sealed value. */
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

export interface CipherKeys {
  /** The first one seals; all of them open. */
  encryption: readonly EncryptionKey[];
  /** 32 bytes; never rotated, as every stored index depends on it. */
  blindIndex: Uint8Array;
}

/** A sealed value that does not open: altered, moved from its row, or its key is gone. */
export class SealBrokenError extends Error {
  constructor(place: SealPlace, cause: unknown) {
    super(`The sealed value in ${place.table}.${place.column} of row ${place.rowId} does not open.`, { cause });
  }
}

/** Start of every value that this key sealed; rotation finds the others by it. */
export const sealedPrefix = (keyId: string): string => `v1:${keyId}:`;

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

interface RingKey {
  id: string;
  prefix: string;
  value: KeyObject;
  token: KeyObject;
}

export function createCipher(keys: CipherKeys): Cipher {
  const ring = keys.encryption.map(ringKey);
  const first = ring[0];
  if (!first) throw new Error('The key ring is empty.');
  if (keys.blindIndex.length !== 32) throw new Error('The blind index key must have 32 bytes.');
  if (new Set(ring.map(({ id }) => id)).size !== ring.length) throw new Error('Two encryption keys share an id.');
  return new RingCipher(first, ring, keys.blindIndex);
}

function ringKey({ id, key }: EncryptionKey): RingKey {
  if (!/^[\w-]{1,32}$/.test(id)) throw new Error('An encryption key id may hold letters, digits, - and _ only.');
  if (key.length !== 32) throw new Error(`Encryption key ${id} must have 32 bytes.`);
  return { id, prefix: sealedPrefix(id), value: createSecretKey(key), token: derivedKey(key, 'token') };
}

class RingCipher implements Cipher {
  readonly #blindKeys = new LRUCache<string, KeyObject>({ max: 2_000 });
  readonly #byId: ReadonlyMap<string, RingKey>;

  constructor(
    readonly first: RingKey,
    readonly ring: readonly RingKey[],
    readonly blindIndexKey: Uint8Array,
  ) {
    this.#byId = new Map(ring.map(key => [key.id, key]));
  }

  seal(place: SealPlace, value: unknown): string {
    const { prefix, value: key } = this.first;
    return prefix + encrypt(key, boundTo(prefix, place), JSON.stringify(value));
  }

  open<T>(place: SealPlace, sealed: string): T {
    try {
      const end = sealed.indexOf(':', 3);
      const key = this.#byId.get(sealed.slice(3, end));
      if (!key || !sealed.startsWith(key.prefix)) throw new Error('No such key.');
      return JSON.parse(decrypt(key.value, boundTo(key.prefix, place), sealed.slice(end + 1))) as T;
    } catch (error) {
      throw new SealBrokenError(place, error);
    }
  }

  blindIndex(practiceId: string, field: 'email' | 'phone', normalized: string): string {
    const purpose = `blind-index:${field}:${practiceId}`;
    let key = this.#blindKeys.get(purpose);
    if (!key) {
      key = derivedKey(this.blindIndexKey, purpose);
      this.#blindKeys.set(purpose, key);
    }
    return createHmac('sha256', key).update(normalized).digest('base64url');
  }

  sealToken(purpose: string, text: string): string {
    return encrypt(this.first.token, purpose, text);
  }

  openToken(purpose: string, token: string): string | null {
    for (const key of this.ring) {
      try {
        return decrypt(key.token, purpose, token);
      } catch {
        // Another key of the ring may have made it.
      }
    }
    return null;
  }
}

/** No part can hold NUL, so that no two places read alike. */
function boundTo(prefix: string, { practiceId, table, column, rowId }: SealPlace): string {
  return `${prefix}\0${practiceId}\0${table}\0${column}\0${rowId}`;
}

function encrypt(key: KeyObject, associated: string, text: string): string {
  const iv = freshIv();
  const cipher = createCipheriv(algorithm, key, iv);
  cipher.setAAD(Buffer.from(associated));
  const body = cipher.update(text, 'utf8');
  cipher.final();
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: KeyObject, associated: string, encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64url');
  const end = bytes.length - tagLength;
  // Decoding forgives stray characters and spare bits; only the one true spelling may open.
  if (end < ivLength || bytes.toString('base64url') !== encoded) throw new Error('Malformed.');
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength), { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(bytes.subarray(end));
  const body = decipher.update(bytes.subarray(ivLength, end));
  decipher.final();
  return body.toString('utf8');
}

// One call for many IVs: asking the generator for 12 bytes each time costs more than the encryption.
const ivPool = Buffer.allocUnsafeSlow(ivLength * 512);
let ivAt = ivPool.length;

function freshIv(): Buffer {
  if (ivAt === ivPool.length) {
    randomFillSync(ivPool);
    ivAt = 0;
  }
  ivAt += ivLength;
  return ivPool.subarray(ivAt - ivLength, ivAt);
}
