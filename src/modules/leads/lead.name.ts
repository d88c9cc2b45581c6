/** A name as it is sorted and searched: lower case, without accents, single spaces. */
export function normalizeName(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '');
  return plain.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** What `leads.name_key` holds: "last first preferred". */
export function nameKeyOf(last?: string | null, first?: string | null, preferred?: string | null): string {
  return normalizeName([last, first, preferred].filter(Boolean).join(' '));
}
