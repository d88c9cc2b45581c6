import type { Cipher } from './cipher.js';

/** The form in which two spellings of a mail address are the same: lower case, no dot at the domain's end. */
export const foldedAddress = (email: string): string => email.trim().toLowerCase().replace(/\.+$/, '');

/** Keyed hash of an address: what leads, contacts, the ledger and suppressions know it by. */
export const addressIndexOf = (cipher: Cipher, practiceId: string, email: string): string =>
  cipher.blindIndex(practiceId, 'email', foldedAddress(email));
