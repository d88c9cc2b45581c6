import type { Dependent } from '../../platform/merging/dependents.js';
import type { PersonType } from '../consents/consent.vocabulary.js';

/** The places of a lead or contact in campaigns, and where it was taken out by hand; each goes over where the other has none. */
export const campaignPlacesOf = (type: PersonType): Dependent[] => {
  const place = { column: 'person_id', where: `d.person_type = '${type}'`, key: 'campaign_id', isOnePerKey: true };
  return [
    { ...place, name: 'campaigns', table: 'campaign_recipients' },
    { ...place, name: 'campaignExclusions', table: 'campaign_exclusions' },
  ];
};
