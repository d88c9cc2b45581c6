import { normalizeName } from '../../platform/reading/words.js';

/** What `leads.name_key` holds: "last first preferred". */
export function nameKeyOf(last?: string | null, first?: string | null, preferred?: string | null): string {
  return normalizeName([last, first, preferred].filter(Boolean).join(' '));
}
