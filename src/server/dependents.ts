import { campaignPlacesOf } from '../modules/campaigns/campaign.dependents.js';
import type { PersonType } from '../modules/consents/consent.vocabulary.js';
import { interactionsWith } from '../modules/interactions/interaction.dependents.js';
import { referredLeads } from '../modules/leads/lead.dependents.js';
import { referralsOfContact, referralsOfLead } from '../modules/referrals/referral.dependents.js';
import { segmentPlacesOf } from '../modules/segments/segment.dependents.js';
import { tasksAbout } from '../modules/tasks/task.dependents.js';
import type { Dependent } from '../platform/merging/dependents.js';

const ofPerson = (type: PersonType) => [
  interactionsWith(type),
  tasksAbout(type),
  segmentPlacesOf(type),
  ...campaignPlacesOf(type),
];

/** What hangs on a lead and follows it in a merge. */
export const leadDependents: readonly Dependent[] = [...ofPerson('LEAD'), referralsOfLead];

/** What hangs on a contact and follows it in a merge. */
export const contactDependents: readonly Dependent[] = [...ofPerson('CONTACT'), referralsOfContact, referredLeads];
