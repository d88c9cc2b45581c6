import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import { leadShape } from '../leads/lead.shape.js';
import { segmentShape } from '../segments/segment.shape.js';
import { sensitiveMembers } from './campaign.policy.js';

/** Who is to be reached; a recipient goes by the id of the person, who is in a campaign once. */
export const campaignRecipientShape: Shape = {
  noun: 'campaignRecipient',
  objectType: 'CAMPAIGN_RECIPIENT',
  from: `(select person_id as id, practice_id, campaign_id, person_type, origin, segment_id, is_sensitive, added_at,
    added_by_id from campaign_recipients)`,
  table: 'campaign_recipients',
  groups: {},
  reserved: { permission: sensitiveMembers, when: '{t}.is_sensitive' },
  fields: {
    id: column('{t}.id'),
    type: column('{t}.person_type'),
    origin: column('{t}.origin'),
    segmentId: column('{t}.segment_id'),
    segment: { kind: 'one', shape: segmentShape, on: '{n}.id = {t}.segment_id' },
    addedAt: instant('{t}.added_at'),
    addedById: column('{t}.added_by_id'),
    lead: { kind: 'one', shape: leadShape, on: "{n}.id = {t}.id and {t}.person_type = 'LEAD'" },
    contact: { kind: 'one', shape: contactShape, on: "{n}.id = {t}.id and {t}.person_type = 'CONTACT'" },
  },
  sorts: { addedAt: { sql: '{t}.added_at', type: 'timestamptz' } },
};
