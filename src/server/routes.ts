import { CampaignRoutes, campaignRoutes } from '../modules/campaigns/rest/campaign.routes.js';
import {
  CampaignAutomationRoutes,
  campaignAutomationRoutes,
} from '../modules/campaigns/rest/campaign-automation.routes.js';
import { CampaignFlowRoutes, campaignFlowRoutes } from '../modules/campaigns/rest/campaign-flows.routes.js';
import { CampaignLedgerRoutes, campaignLedgerRoutes } from '../modules/campaigns/rest/campaign-ledger.routes.js';
import { ConsentRoutes, consentRoutes } from '../modules/consents/rest/consent.routes.js';
import { ContactRoutes, contactRoutes } from '../modules/contacts/rest/contact.routes.js';
import { contactFileRoutes, contactMergeRoutes } from '../modules/contacts/rest/contact-files.routes.js';
import { DeliveryRoutes, deliveryRoutes } from '../modules/deliveries/rest/delivery.routes.js';
import { CampaignAnswer } from '../modules/email-campaigns/rest/campaign-mail.answer.js';
import { EmailCampaignRoutes, emailCampaignRoutes } from '../modules/email-campaigns/rest/email-campaign.routes.js';
import {
  EmailCampaignFlowRoutes,
  emailCampaignFlowRoutes,
} from '../modules/email-campaigns/rest/email-campaign-flows.routes.js';
import {
  EmailCampaignPreviewRoutes,
  emailCampaignPreviewRoutes,
} from '../modules/email-campaigns/rest/email-campaign-previews.routes.js';
import { LeadRoutes, leadRoutes } from '../modules/leads/rest/lead.routes.js';
import { leadCaptureRoutes } from '../modules/leads/rest/lead-capture.routes.js';
import { conversionRoutes } from '../modules/leads/rest/lead-conversion.routes.js';
import { leadFileRoutes, leadMergeRoutes } from '../modules/leads/rest/lead-files.routes.js';
import { OrganizationRoutes, organizationRoutes } from '../modules/organizations/rest/organization.routes.js';
import { ReferralRoutes, referralRoutes } from '../modules/referrals/rest/referral.routes.js';
import { SegmentRoutes, segmentRoutes } from '../modules/segments/rest/segment.routes.js';
import { SegmentPeopleRoutes, segmentPeopleRoutes } from '../modules/segments/rest/segment-people.routes.js';
import { authRoutes } from '../modules/staff/rest/auth.routes.js';
import { MailTopicRoutes, mailTopicRoutes } from '../modules/suppressions/rest/mail-topic.routes.js';
import { SuppressionRoutes, suppressionRoutes } from '../modules/suppressions/rest/suppression.routes.js';
import { UnsubscribeRoutes, unsubscribeRoutes } from '../modules/suppressions/rest/unsubscribe.routes.js';
import { TagRoutes, tagRoutes } from '../modules/tags/rest/tag.routes.js';
import { SubtaskRoutes, subtaskRoutes } from '../modules/tasks/rest/subtask.routes.js';
import { TaskRoutes, taskRoutes } from '../modules/tasks/rest/task.routes.js';
import { TemplateRoutes, templateRoutes } from '../modules/templates/rest/template.routes.js';
import { TrackingRoutes, trackingRoutes } from '../modules/tracking/rest/tracking.routes.js';
import { WebhookRoutes, webhookRoutes } from '../modules/webhooks/rest/webhook.routes.js';
import type { RouteGroup } from '../platform/rest/route.js';
import { eventTypes } from './event-types.js';
import type { Services } from './services.js';
import { statisticsRoutes } from './statistics.js';

/** Every address of the REST surface; each noun adds its line. */
export function routeGroups(services: Services): RouteGroup[] {
  const { leads, leadQueries, leadInteractions, leadDuplicates } = services;
  return [
    {
      base: '/api/v1',
      channel: 'rest',
      routes: [
        ...webhookRoutes(new WebhookRoutes(services.webhooks, services.webhookQueries), eventTypes),
        ...authRoutes(services.signIn, services.sessions),
        ...consentRoutes(new ConsentRoutes(services.consents, services.consentQueries)),
        ...organizationRoutes(new OrganizationRoutes(services.organizations, services.organizationQueries)),
        ...contactRoutes(
          new ContactRoutes(
            services.contacts,
            services.contactQueries,
            services.contactInteractions,
            services.contactDuplicates,
          ),
        ),
        ...contactFileRoutes(services.contactImport, services.contactImportUndo, services.contactExport),
        ...contactMergeRoutes(services.contactDuplicates, services.contactMerging, services.contactUnmerging),
        ...leadRoutes(new LeadRoutes(leads, leadQueries, leadInteractions, leadDuplicates)),
        ...tagRoutes(new TagRoutes(services.tags, services.tagQueries)),
        ...conversionRoutes(services.leadConversion, leadQueries),
        ...referralRoutes(new ReferralRoutes(services.referrals, services.referralOutcomes, services.referralQueries)),
        ...taskRoutes(new TaskRoutes(services.tasks, services.taskQueries, services.taskCompletion)),
        ...subtaskRoutes(new SubtaskRoutes(services.subtasks, services.taskQueries)),
        ...statisticsRoutes(services),
        ...segmentRoutes(new SegmentRoutes(services.segments, services.segmentQueries)),
        ...segmentPeopleRoutes(
          new SegmentPeopleRoutes(
            services.segmentFields,
            services.segmentPreviews,
            services.segmentExplanations,
            services.segmentMembers,
            services.segmentQueries,
          ),
        ),
        ...templateRoutes(new TemplateRoutes(services.templates, services.templateQueries, services.messagePreviews)),
        ...deliveryRoutes(new DeliveryRoutes(services.deliveryResolutions, services.deliveryQueries)),
        ...suppressionRoutes(new SuppressionRoutes(services.suppressionList, services.suppressionQueries)),
        ...mailTopicRoutes(new MailTopicRoutes(services.mailTopics, services.mailTopicQueries)),
        ...campaignRoutes(new CampaignRoutes(services.campaigns, services.campaignQueries), CampaignAnswer),
        ...campaignAutomationRoutes(
          new CampaignAutomationRoutes(
            services.campaignAutomation,
            services.automationQueries,
            services.campaignQueries,
          ),
        ),
        ...campaignFlowRoutes(
          new CampaignFlowRoutes(services.campaignMachine, services.campaignQueries),
          CampaignAnswer,
        ),
        ...emailCampaignRoutes(new EmailCampaignRoutes(services.emailCampaigns, services.emailCampaignQueries)),
        ...emailCampaignFlowRoutes(
          new EmailCampaignFlowRoutes(services.emailCampaignMachine, services.emailCampaignQueries),
        ),
        ...emailCampaignPreviewRoutes(
          new EmailCampaignPreviewRoutes(
            services.emailCampaignPreviews,
            services.emailCampaignTests,
            services.emailCampaignQueries,
          ),
        ),
        ...campaignLedgerRoutes(
          new CampaignLedgerRoutes(services.campaignRecipients, services.campaignExpenses, services.campaignQueries),
        ),
        ...leadFileRoutes(services.leadImport, services.leadImportUndo, services.leadExport),
        ...leadMergeRoutes(leadDuplicates, services.leadMerging, services.leadUnmerging),
      ],
    },
    { base: '', channel: 'form', routes: leadCaptureRoutes(services.leadCapture) },
    {
      base: '',
      channel: 'webhook',
      routes: trackingRoutes(new TrackingRoutes(services.postmarkHooks, services.trackedRequests)),
    },
    { base: '', channel: 'form', routes: unsubscribeRoutes(new UnsubscribeRoutes(services.unsubscribing)) },
  ];
}
