import { campaignAnswerWith } from '../../campaigns/rest/campaign.presenter.js';
import { MailMetricsAnswer } from './email-campaign.presenter.js';

/** For the document: one campaign, with what became of its mail. */
export const CampaignAnswer = campaignAnswerWith(MailMetricsAnswer);
