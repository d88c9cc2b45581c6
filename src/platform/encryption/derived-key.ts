import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** A key of its own for one purpose, always the same for the same master key (HKDF-SHA256, 32 bytes). */
export function derivedKey(master: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', master, 'practice-crm', purpose, 32)));
}
