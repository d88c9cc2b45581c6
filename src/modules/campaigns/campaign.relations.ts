import { addRelations } from '../../platform/reading/shape.js';
import { leadShape } from '../leads/lead.shape.js';
import type { RelatedNoun } from '../tasks/task.related.js';
import { taskShape } from '../tasks/task.shape.js';
import { campaignShape } from './campaign.shape.js';

addRelations(leadShape, {
  campaign: { kind: 'one', shape: campaignShape, on: '{n}.id = {t}.campaign_id', group: 'identity' },
});
addRelations(taskShape, {
  campaign: {
    kind: 'one',
    shape: campaignShape,
    on: "{n}.id = {t}.related_id and {t}.related_type = 'CAMPAIGN'",
    group: 'task',
  },
});

/** Campaigns as something that tasks can be about. */
export const campaignAsRelated: RelatedNoun = { type: 'CAMPAIGN', shape: campaignShape };
