import { CampaignAudience } from '../modules/campaigns/campaign.audience.js';
import { CampaignAutomation } from '../modules/campaigns/campaign.automation.js';
import { AutomationQueries } from '../modules/campaigns/campaign.automation-queries.js';
import { AutomationRunner } from '../modules/campaigns/campaign.automation-runner.js';
import { CampaignExpenses } from '../modules/campaigns/campaign.expenses.js';
import { LiveAudiences } from '../modules/campaigns/campaign.live-audience.js';
import { CampaignMachine } from '../modules/campaigns/campaign.machine.js';
import { CampaignMetrics } from '../modules/campaigns/campaign.metrics.js';
import { CampaignQueries } from '../modules/campaigns/campaign.queries.js';
import { CampaignRecipients } from '../modules/campaigns/campaign.recipients.js';
import { campaignAsRelated } from '../modules/campaigns/campaign.relations.js';
import { CampaignSchedule } from '../modules/campaigns/campaign.schedule.js';
import { CampaignService } from '../modules/campaigns/campaign.service.js';
import type { StepMail } from '../modules/campaigns/campaign.step-mail.js';
import type { ContactService } from '../modules/contacts/contact.service.js';
import { mailOfCampaigns } from '../modules/email-campaigns/email-campaign.campaign-mail.js';
import { EmailCampaignChecks } from '../modules/email-campaigns/email-campaign.checks.js';
import { EmailCampaignMetrics, mailFigureTypes } from '../modules/email-campaigns/email-campaign.metrics.js';
import { EmailCampaignQueries } from '../modules/email-campaigns/email-campaign.queries.js';
import type { LeadService } from '../modules/leads/lead.service.js';
import { SegmentAudience } from '../modules/segments/segment.audience.js';
import type { RelatedNouns } from '../modules/tasks/task.related.js';
import type { TaskService } from '../modules/tasks/task.service.js';
import type { EventHub } from '../platform/events/hub.js';
import type { Ground } from '../platform/ground.js';

/** Who writes what campaigns do by themselves, and knows what tasks can be about. */
interface Writers {
  leads: LeadService;
  contacts: ContactService;
  tasks: TaskService;
  relatedNouns: RelatedNouns;
  /** How steps send mail. */
  stepMail: StepMail;
}

/** Campaigns, whom they reach and what comes of them. */
export function campaignServices(ground: Ground, events: EventHub, writers: Writers) {
  const { relatedNouns, leads, contacts, tasks, stepMail: mail } = writers;
  relatedNouns.add(campaignAsRelated);
  const segments = new SegmentAudience(ground);
  const audience = new CampaignAudience(ground, segments);
  const campaignMachine = new CampaignMachine(ground, audience);
  const campaignQueries = new CampaignQueries(ground);
  const emailCampaignQueries = new EmailCampaignQueries(ground, new EmailCampaignChecks(segments));
  return {
    campaigns: new CampaignService(ground, audience, mailOfCampaigns),
    campaignQueries,
    campaignMachine,
    campaignRecipients: new CampaignRecipients(ground, audience),
    campaignExpenses: new CampaignExpenses(ground),
    campaignSchedule: new CampaignSchedule(ground, campaignMachine),
    campaignMetrics: new CampaignMetrics(ground, events, campaignQueries, mailFigureTypes),
    emailCampaignMetrics: new EmailCampaignMetrics(ground, events, emailCampaignQueries),
    liveAudiences: new LiveAudiences(ground, audience),
    campaignAutomation: new CampaignAutomation(ground, mail),
    automationQueries: new AutomationQueries(ground),
    automationRunner: new AutomationRunner(ground, { leads, contacts, tasks, mail }),
  };
}
