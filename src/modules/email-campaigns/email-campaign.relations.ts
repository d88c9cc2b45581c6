import { addRelations } from '../../platform/reading/shape.js';
import { campaignShape } from '../campaigns/campaign.shape.js';
import type { RelatedNoun } from '../tasks/task.related.js';
import { taskShape } from '../tasks/task.shape.js';
import { emailCampaignShape } from './email-campaign.shape.js';

addRelations(campaignShape, {
  emailCampaigns: {
    kind: 'many',
    shape: emailCampaignShape,
    on: '{n}.campaign_id = {t}.id',
    sort: [{ field: 'createdAt', direction: 'DESC' }],
    group: 'campaign',
  },
});
addRelations(taskShape, {
  emailCampaign: {
    kind: 'one',
    shape: emailCampaignShape,
    on: "{n}.id = {t}.related_id and {t}.related_type = 'EMAIL_CAMPAIGN'",
    group: 'task',
  },
});

/** Email campaigns as something that tasks can be about. */
export const emailCampaignAsRelated: RelatedNoun = { type: 'EMAIL_CAMPAIGN', shape: emailCampaignShape };
