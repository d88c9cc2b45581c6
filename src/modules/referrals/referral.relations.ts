import { addRelations } from '../../platform/reading/shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import { addToTimeline } from '../leads/lead.history.js';
import { leadShape } from '../leads/lead.shape.js';
import { referralShape } from './referral.shape.js';

const newestFirst = [{ field: 'receivedAt', direction: 'DESC' }] as const;

addRelations(contactShape, {
  referrals: {
    kind: 'many',
    shape: referralShape,
    on: '{n}.contact_id = {t}.id',
    sort: newestFirst,
    group: 'contact',
  },
});

addRelations(leadShape, {
  referrals: { kind: 'many', shape: referralShape, on: '{n}.lead_id = {t}.id', sort: newestFirst, group: 'identity' },
});

const present = 'referrals e where e.lead_id is not null and e.deleted_at is null';
addToTimeline({
  ...{ kind: 'REFERRAL', field: 'referral', shape: referralShape, permission: 'referral:read' },
  from: [{ rows: present, at: 'e.received_at', leadId: 'e.lead_id' }],
});
