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
