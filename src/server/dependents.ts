import { campaignPlacesOf } from '../modules/campaigns/campaign.dependents.js';
import type { PersonType } from '../modules/consents/consent.vocabulary.js';
import { interactionsWith } from '../modules/interactions/interaction.dependents.js';
import { referredLeads } from '../modules/leads/lead.dependents.js';
import { forgetReferrers } from '../modules/leads/lead.purge.js';
import { referralsOfContact, referralsOfLead } from '../modules/referrals/referral.dependents.js';
import { segmentPlacesOf } from '../modules/segments/segment.dependents.js';
import { tasksAbout } from '../modules/tasks/task.dependents.js';
import { type Dependent, removal } from '../platform/merging/dependents.js';

const placesOf = (type: PersonType) => [segmentPlacesOf(type), ...campaignPlacesOf(type)];

/** What hangs on a lead and follows it in a merge. */
export const leadDependents: readonly Dependent[] = [
  interactionsWith('LEAD'),
  tasksAbout('LEAD'),
  ...placesOf('LEAD'),
  referralsOfLead,
];

/** What hangs on a contact and follows it in a merge. */
export const contactDependents: readonly Dependent[] = [
  interactionsWith('CONTACT'),
  tasksAbout('CONTACT'),
  ...placesOf('CONTACT'),
  referralsOfContact,
  referredLeads,
];

/** How the rows of nouns above let go of leads that are removed for good; referrals go by themselves. */
export const aboveLeads: readonly string[] = placesOf('LEAD').map(removal);

/** How the rows of nouns above let go of contacts that are removed for good; referrals go by themselves. */
export const aboveContacts: readonly string[] = [...placesOf('CONTACT').map(removal), forgetReferrers];
