import { CampaignRoutes, campaignRoutes } from '../modules/campaigns/rest/campaign.routes.js';
import { CampaignFlowRoutes, campaignFlowRoutes } from '../modules/campaigns/rest/campaign-flows.routes.js';
import { ConsentRoutes, consentRoutes } from '../modules/consents/rest/consent.routes.js';
import { ContactRoutes, contactRoutes } from '../modules/contacts/rest/contact.routes.js';
import { LeadRoutes, leadRoutes } from '../modules/leads/rest/lead.routes.js';
import { leadCaptureRoutes } from '../modules/leads/rest/lead-capture.routes.js';
import { conversionRoutes } from '../modules/leads/rest/lead-conversion.routes.js';
import { leadFileRoutes, leadMergeRoutes } from '../modules/leads/rest/lead-files.routes.js';
import { OrganizationRoutes, organizationRoutes } from '../modules/organizations/rest/organization.routes.js';
import { authRoutes } from '../modules/staff/rest/auth.routes.js';
import { TagRoutes, tagRoutes } from '../modules/tags/rest/tag.routes.js';
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
        ...contactRoutes(new ContactRoutes(services.contacts, services.contactQueries, services.contactInteractions)),
        ...leadRoutes(new LeadRoutes(leads, leadQueries, leadInteractions, leadDuplicates)),
        ...tagRoutes(new TagRoutes(services.tags, services.tagQueries)),
        ...conversionRoutes(services.leadConversion, leadQueries),
        ...statisticsRoutes(services),
        ...campaignRoutes(new CampaignRoutes(services.campaigns, services.campaignQueries)),
        ...campaignFlowRoutes(
          new CampaignFlowRoutes(
            services.campaignMachine,
            services.campaignRecipients,
            services.campaignExpenses,
            services.campaignQueries,
          ),
        ),
        ...leadFileRoutes(services.leadImport, services.leadImportUndo, services.leadExport),
        ...leadMergeRoutes(leadDuplicates, services.leadMerging, services.leadUnmerging),
      ],
    },
    { base: '', channel: 'form', routes: leadCaptureRoutes(services.leadCapture) },
  ];
}
