import { scopeOf } from '../../platform/access/viewer.js';
import type { EventHub } from '../../platform/events/hub.js';
import { type FiguresEvent, LiveFigures } from '../../platform/events/live-figures.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow } from '../../platform/reading/selection.js';
import { sensitiveMembers } from './campaign.policy.js';
import type { CampaignQueries } from './campaign.queries.js';

interface CampaignTold {
  campaignId: string;
  metrics: PlainRow;
}
export type CampaignMetricsEvent = FiguresEvent<CampaignTold>;

/** What can move a figure of some campaign. */
const ownTypes = [
  'CAMPAIGN_UPDATED',
  'CAMPAIGN_RESTORED',
  'CAMPAIGN_RECIPIENTS_ADDED',
  'CAMPAIGN_RECIPIENT_REMOVED',
  'CAMPAIGN_EXPENSE_RECORDED',
  'LEAD_CREATED',
  'LEAD_UPDATED',
  'LEAD_DELETED',
  'LEAD_RESTORED',
  'LEAD_CONVERTED',
  'LEAD_MERGED',
  'LEAD_UNMERGED',
  'LEAD_INTERACTION_ADDED',
] as const;

/** The figures of a campaign as they change; upper nouns that bring figures of their own name what moves those. */
export class CampaignMetrics extends LiveFigures<CampaignTold> {
  constructor(ground: Ground, hub: EventHub, queries: CampaignQueries, upperTypes: readonly string[] = []) {
    super(ground, hub, {
      operation: 'campaignMetrics',
      permission: 'campaign:read',
      objectType: 'CAMPAIGN',
      argument: 'campaignId',
      types: [...ownTypes, ...upperTypes],
      classOf: viewer => scopeOf(viewer, sensitiveMembers),
      read: async (ctx, campaignId) => {
        const metrics = await queries.figures(ctx, campaignId);
        return metrics && { campaignId, metrics };
      },
    });
  }
}
