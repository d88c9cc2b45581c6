import { enumOf } from '../../../platform/graphql/enums.js';
import { campaignStatuses } from '../campaign.status.js';
import { campaignChannels, campaignTypes, goalMetrics, recipientOrigins } from '../campaign.vocabulary.js';

export const CampaignStatuses = enumOf('CampaignStatus', campaignStatuses, 'Where a campaign stands.', {
  DRAFT: 'It is being prepared.',
  SCHEDULED: 'It begins by itself at its start.',
  ACTIVE: 'It is under way.',
  PAUSED: 'It is stopped for a while.',
  COMPLETED: 'It is over.',
  CANCELLED: 'It was given up.',
});
export const CampaignTypes = enumOf('CampaignType', campaignTypes, 'What kind of campaign it is.');
export const CampaignChannels = enumOf(
  'CampaignChannel',
  campaignChannels,
  'A way in which a campaign reaches people.',
);
export const CampaignGoalMetrics = enumOf('CampaignGoalMetric', goalMetrics, 'What a goal is set for.', {
  RECIPIENTS: 'People who are to be reached.',
  LEADS: 'Leads that are attributed to the campaign.',
  QUALIFIED_LEADS: 'Those of them that were qualified, converted ones too.',
  CONVERSIONS: 'Those of them that became clients.',
  SPENT: "Money spent, in minor units of the campaign's currency.",
});
export const RecipientOrigins = enumOf(
  'CampaignRecipientOrigin',
  recipientOrigins,
  'How somebody became a recipient.',
  {
    HAND: 'Somebody added them.',
    SEGMENT: 'They were in a segment.',
  },
);
