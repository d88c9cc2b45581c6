import type { TaggedNoun } from '../../platform/tagging/tagged-noun.js';

/** Contacts are found by tags. */
export const taggedContacts: TaggedNoun = { objectType: 'CONTACT', table: 'contacts', read: 'contact:read' };
