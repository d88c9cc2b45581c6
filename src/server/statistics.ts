import { CampaignStatistics } from '../modules/campaigns/campaign.statistics.js';
import { campaignStatisticsRoutes } from '../modules/campaigns/rest/campaign-statistics.routes.js';
import { ContactStatistics } from '../modules/contacts/contact.statistics.js';
import { contactStatisticsRoutes } from '../modules/contacts/rest/contact-statistics.routes.js';
import { CampaignMailStatistics } from '../modules/email-campaigns/campaign-mail.statistics.js';
import { EmailCampaignStatistics } from '../modules/email-campaigns/email-campaign.statistics.js';
import { MailTallies } from '../modules/email-campaigns/email-campaign.tallies.js';
import { MailMetricsAnswer } from '../modules/email-campaigns/rest/email-campaign.presenter.js';
import { emailCampaignStatisticsRoutes } from '../modules/email-campaigns/rest/email-campaign-statistics.routes.js';
import { LeadStatistics } from '../modules/leads/lead.statistics.js';
import { leadStatisticsRoutes } from '../modules/leads/rest/lead-statistics.routes.js';
import { ReferralStatistics } from '../modules/referrals/referral.statistics.js';
import { ContactReferralStatsAnswer } from '../modules/referrals/rest/contact-referral-statistics.answer.js';
import { taskStatisticsRoutes } from '../modules/tasks/rest/task-statistics.routes.js';
import { TaskStatistics } from '../modules/tasks/task.statistics.js';
import type { Ground } from '../platform/ground.js';
import type { Route } from '../platform/rest/route.js';
import { Counters } from '../platform/statistics/counters.js';

/** What is counted of every noun. */
export function statistics(ground: Ground) {
  const mailTallies = new MailTallies(ground.database);
  return {
    counters: new Counters(ground.database),
    mailTallies,
    leadStatistics: new LeadStatistics(ground),
    taskStatistics: new TaskStatistics(ground),
    contactStatistics: new ContactStatistics(ground, new ReferralStatistics(ground)),
    campaignStatistics: new CampaignStatistics(ground, new CampaignMailStatistics(mailTallies)),
    emailCampaignStatistics: new EmailCampaignStatistics(ground, mailTallies),
  };
}

/** Their addresses. */
export function statisticsRoutes(services: ReturnType<typeof statistics>): Route[] {
  return [
    ...leadStatisticsRoutes(services.leadStatistics),
    ...taskStatisticsRoutes(services.taskStatistics),
    ...contactStatisticsRoutes(services.contactStatistics, ContactReferralStatsAnswer),
    ...campaignStatisticsRoutes(services.campaignStatistics, MailMetricsAnswer),
    ...emailCampaignStatisticsRoutes(services.emailCampaignStatistics),
  ];
}
