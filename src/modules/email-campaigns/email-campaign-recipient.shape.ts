import { column, type Shape } from '../../platform/reading/shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import { leadShape } from '../leads/lead.shape.js';

/** Somebody whom an email campaign names by hand; goes by the id of the person. */
export const emailCampaignRecipientShape: Shape = {
  noun: 'emailCampaignRecipient',
  objectType: 'EMAIL_CAMPAIGN_RECIPIENT',
  from: `(select person_id as id, practice_id, email_campaign_id, person_type, position
    from email_campaign_recipients)`,
  table: 'email_campaign_recipients',
  groups: {},
  fields: {
    id: column('{t}.id'),
    type: column('{t}.person_type'),
    lead: { kind: 'one', shape: leadShape, on: "{n}.id = {t}.id and {t}.person_type = 'LEAD'" },
    contact: { kind: 'one', shape: contactShape, on: "{n}.id = {t}.id and {t}.person_type = 'CONTACT'" },
  },
  sorts: { position: { sql: '{t}.position', type: 'int' } },
};
