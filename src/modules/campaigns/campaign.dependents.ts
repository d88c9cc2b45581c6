import type { Dependent } from '../../platform/merging/dependents.js';
import type { PersonType } from '../consents/consent.vocabulary.js';

/**
 * The places of a lead or contact in campaigns, where it was taken out by hand, and which steps it took; each goes
 * over where the other has none.
 */
export const campaignPlacesOf = (type: PersonType): Dependent[] => {
  const place = { column: 'person_id', where: `d.person_type = '${type}'`, key: 'campaign_id', isOnePerKey: true };
  return [
    { ...place, name: 'campaigns', table: 'campaign_recipients' },
    { ...place, name: 'campaignExclusions', table: 'campaign_exclusions' },
    { ...place, name: 'campaignSteps', table: 'campaign_step_runs', key: 'step_id' },
  ];
};

/** Campaigns that are over may have reached people by a segment that goes for good; whom they reached stays. */
export const leaveSegments = [
  'delete from campaign_segments where practice_id = $1 and segment_id = any($2)',
  'update campaign_recipients set segment_id = null where practice_id = $1 and segment_id = any($2)',
];
