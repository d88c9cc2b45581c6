import type { Dependent } from '../../platform/merging/dependents.js';

const referrals = { name: 'referrals', table: 'referrals' };

/** The referrals to and from a contact, which follow it in a merge. */
export const referralsOfContact: Dependent = { ...referrals, column: 'contact_id' };

/** The referrals of a lead, which follow it in a merge. */
export const referralsOfLead: Dependent = { ...referrals, column: 'lead_id' };
