import type { TaggedNoun } from '../../platform/tagging/tagged-noun.js';

/** Leads are found by tags. */
export const taggedLeads: TaggedNoun = { objectType: 'LEAD', table: 'leads', read: 'lead:read' };
