import { type Dependent, removal } from '../../platform/merging/dependents.js';

const referrals = { name: 'referrals', table: 'referrals' };

/** The referrals to and from a contact, which follow it in a merge. */
export const referralsOfContact: Dependent = { ...referrals, column: 'contact_id' };

/** The referrals of a lead, which follow it in a merge. */
export const referralsOfLead: Dependent = { ...referrals, column: 'lead_id' };

/** How referrals go with those whom they are about, and leave none of the tasks' causes behind. */
export const removalOfReferrals = (dependent: Dependent): string[] => [
  `delete from raised_tasks where practice_id = $1 and cause = 'REFERRAL_ACKNOWLEDGEMENT'
     and cause_id in (select id from referrals where practice_id = $1 and ${dependent.column} = any($2))`,
  removal(dependent),
];
