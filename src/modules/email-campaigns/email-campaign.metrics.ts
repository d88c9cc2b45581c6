import type { EventHub } from '../../platform/events/hub.js';
import { type FiguresEvent, LiveFigures } from '../../platform/events/live-figures.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow } from '../../platform/reading/selection.js';
import { canKnowSensitiveMembers } from '../campaigns/campaign.policy.js';
import type { EmailCampaignQueries } from './email-campaign.queries.js';
import type { EmailCampaignStatus } from './email-campaign.status.js';

interface EmailCampaignTold {
  emailCampaignId: string;
  status: EmailCampaignStatus;
  metrics: PlainRow;
}
export type EmailCampaignMetricsEvent = FiguresEvent<EmailCampaignTold>;

/** What can move the figures of mail, or who may see which. */
export const mailFigureTypes = [
  'EMAIL_CAMPAIGN_PROGRESSED',
  'EMAIL_CAMPAIGN_UPDATED',
  'EMAIL_CAMPAIGN_DELETED',
  'EMAIL_CAMPAIGN_RESTORED',
] as const;

const statusTypes = [
  'EMAIL_CAMPAIGN_SCHEDULED',
  'EMAIL_CAMPAIGN_STARTED',
  'EMAIL_CAMPAIGN_PAUSED',
  'EMAIL_CAMPAIGN_RESUMED',
  'EMAIL_CAMPAIGN_CANCELLED',
  'EMAIL_CAMPAIGN_SENT',
] as const;

/** The figures and the status of an email campaign as they change: at every moment those of its ledger. */
export class EmailCampaignMetrics extends LiveFigures<EmailCampaignTold> {
  constructor(ground: Ground, hub: EventHub, queries: EmailCampaignQueries) {
    super(ground, hub, {
      operation: 'emailCampaignMetrics',
      permission: 'emailCampaign:read',
      objectType: 'EMAIL_CAMPAIGN',
      argument: 'emailCampaignId',
      types: [...mailFigureTypes, ...statusTypes],
      classOf: viewer => String(canKnowSensitiveMembers(viewer)),
      read: async (ctx, emailCampaignId) => {
        const row = await queries.figures(ctx, emailCampaignId);
        return row && { emailCampaignId, ...row };
      },
    });
  }
}
