import type { ContactQueries } from '../modules/contacts/contact.queries.js';
import { emailCampaignsOfTemplates } from '../modules/email-campaigns/email-campaign.template-use.js';
import type { LeadQueries } from '../modules/leads/lead.queries.js';
import { MessagePreviews } from '../modules/templates/template.preview.js';
import { TemplateQueries } from '../modules/templates/template.queries.js';
import { TemplateService } from '../modules/templates/template.service.js';
import type { Ground } from '../platform/ground.js';

/** Whom a message can be shown to. */
interface People {
  leadQueries: LeadQueries;
  contactQueries: ContactQueries;
}

/** What messages are written from; nouns above that send them hold them. */
export function templateServices(ground: Ground, { leadQueries, contactQueries }: People) {
  const templateQueries = new TemplateQueries(ground);
  return {
    templates: new TemplateService(ground, [emailCampaignsOfTemplates]),
    templateQueries,
    messagePreviews: new MessagePreviews(ground, templateQueries, {
      LEAD: (ctx, id, selection) => leadQueries.one(ctx, id, selection),
      CONTACT: (ctx, id, selection) => contactQueries.one(ctx, id, selection),
    }),
  };
}
