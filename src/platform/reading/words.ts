import { email, phone } from '../validation.js';
import type { Statement } from './statement.js';

/** Text as it is sorted and searched: lower case, without accents, single spaces. */
export function normalizeName(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '');
  return plain.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Words as a text search that finds texts with words beginning so; empty when nothing of it can stand in one. */
const beginnings = (text: string): string =>
  normalizeName(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
    .slice(0, 10)
    .map(word => `${word}:*`)
    .join(' & ');

/**
 * True of rows whose normalized text, as `{t}.name_key`, has words that begin with each of these; null when they
 * hold nothing to search by. Its index is `gin (practice_id, to_tsvector('simple', <column>))`.
 */
export function wordsMatch(column: string, words: string, st: Statement): string | null {
  const found = beginnings(words);
  if (found === '') return null;
  st.isByWords = true;
  return `to_tsvector('simple', ${column}) @@ to_tsquery('simple', ${st.bind(found, 'text')})`;
}

/** The mail address or the telephone number that the words of a search are, in normal form; null when they are neither. */
export function exactSearch(words: string): { email: string } | { phone: string } | null {
  if (words.includes('@')) {
    const address = email.safeParse(words);
    return address.success ? { email: address.data } : null;
  }
  if (!/^[+\d\s().-]{7,}$/.test(words)) return null;
  const number = phone.safeParse(words);
  return number.success ? { phone: number.data } : null;
}
