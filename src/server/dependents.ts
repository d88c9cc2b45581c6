import { campaignPlacesOf } from '../modules/campaigns/campaign.dependents.js';
import type { PersonType } from '../modules/consents/consent.vocabulary.js';
import { interactionsWith } from '../modules/interactions/interaction.dependents.js';
import { referredLeads } from '../modules/leads/lead.dependents.js';
import { referralsOfContact, referralsOfLead } from '../modules/referrals/referral.dependents.js';
import { segmentPlacesOf } from '../modules/segments/segment.dependents.js';
import { tasksAbout } from '../modules/tasks/task.dependents.js';
import { type Dependent, releasing } from '../platform/merging/dependents.js';

const placesOf = (type: PersonType) => [segmentPlacesOf(type), ...campaignPlacesOf(type)];
const ofContacts = [...placesOf('CONTACT'), referralsOfContact, referredLeads];

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
  ...ofContacts,
];

/** How the rows of nouns above contacts let go of contacts that are removed for good. */
export const aboveContacts: readonly string[] = ofContacts.map(releasing);
