import type { Dependent } from '../../platform/merging/dependents.js';

/** The leads that a contact referred, which follow it in a merge. */
export const referredLeads: Dependent = { name: 'leads', table: 'leads', column: 'referred_by_id' };
