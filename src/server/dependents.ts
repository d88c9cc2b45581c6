import { campaignPlacesOf } from '../modules/campaigns/campaign.dependents.js';
import type { PersonType } from '../modules/consents/consent.vocabulary.js';
import { deliveriesOf } from '../modules/deliveries/delivery.dependents.js';
import { emailCampaignPlacesOf } from '../modules/email-campaigns/email-campaign.dependents.js';
import { interactionsWith } from '../modules/interactions/interaction.dependents.js';
import { referredLeads } from '../modules/leads/lead.dependents.js';
import { forgetReferrers } from '../modules/leads/lead.purge.js';
import { referralsOfContact, referralsOfLead, removalOfReferrals } from '../modules/referrals/referral.dependents.js';
import { engagementsOf, segmentPlacesOf } from '../modules/segments/segment.dependents.js';
import { forgetAddressesOf } from '../modules/suppressions/suppression.dependents.js';
import { tasksAbout } from '../modules/tasks/task.dependents.js';
import type { PurgeAbove } from '../platform/deletion/purging.js';
import { type Dependent, removal } from '../platform/merging/dependents.js';

const placesOf = (type: PersonType) => [
  segmentPlacesOf(type),
  ...campaignPlacesOf(type),
  emailCampaignPlacesOf(type),
  deliveriesOf(type),
];

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

const forgotten = (type: PersonType) => [...placesOf(type), engagementsOf(type)].map(removal);

/** How the rows of nouns above let go of leads that are removed for good. */
export const aboveLeads: PurgeAbove = {
  dependents: [forgetAddressesOf('LEAD'), ...forgotten('LEAD'), ...removalOfReferrals(referralsOfLead)],
  holding: [referralsOfLead],
};

/** How the rows of nouns above let go of contacts that are removed for good. */
export const aboveContacts: PurgeAbove = {
  dependents: [
    forgetAddressesOf('CONTACT'),
    ...forgotten('CONTACT'),
    forgetReferrers,
    ...removalOfReferrals(referralsOfContact),
  ],
  holding: [referralsOfContact],
};
