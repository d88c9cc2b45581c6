import type { Dependent } from '../../platform/merging/dependents.js';
import type { PersonType } from '../consents/consent.vocabulary.js';

/** Where a lead or contact is named by email campaigns, which goes over in a merge where the other is not. */
export const emailCampaignPlacesOf = (type: PersonType): Dependent => ({
  name: 'emailCampaigns',
  table: 'email_campaign_recipients',
  column: 'person_id',
  where: `d.person_type = '${type}'`,
  key: 'email_campaign_id',
  isOnePerKey: true,
});

/** Email campaigns that are over may have reached people by a segment that goes for good. */
export const leaveMailedSegments =
  'delete from email_campaign_segments where practice_id = $1 and segment_id = any($2)';

/** Email campaigns stay when the campaign that they were part of goes for good. */
export const leaveCampaigns =
  'update email_campaigns set campaign_id = null where practice_id = $1 and campaign_id = any($2)';

/** Email campaigns stay when the template that they were written from goes for good; what was sent is kept with them. */
export const leaveTemplates =
  'update email_campaigns set template_id = null where practice_id = $1 and template_id = any($2)';
