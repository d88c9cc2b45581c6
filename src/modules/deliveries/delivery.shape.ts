import { column, type DerivedField, instant, type Shape, type ShapeField } from '../../platform/reading/shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import { leadShape } from '../leads/lead.shape.js';
import { canResolve, sensitiveDeliveries } from './delivery.policy.js';
import type { DeliveryState } from './delivery.vocabulary.js';

const viewerCanResolve: DerivedField = {
  kind: 'derived',
  columns: { state: '{t}.state' },
  of: ({ state }, _, viewer) => canResolve(viewer, state as DeliveryState),
};

const fields: Record<string, ShapeField> = {
  emailCampaignId: column('{t}.email_campaign_id'),
  recipient: { ...column("json_build_object('type', {t}.person_type, 'id', {t}.person_id)"), isPerson: true },
  lead: { kind: 'one', shape: leadShape, on: "{n}.id = {t}.person_id and {t}.person_type = 'LEAD'" },
  contact: { kind: 'one', shape: contactShape, on: "{n}.id = {t}.person_id and {t}.person_type = 'CONTACT'" },
  state: column('{t}.state'),
  reason: column('{t}.reason'),
  attempts: column('{t}.attempts'),
  attemptedAt: instant('{t}.attempted_at'),
  providerCode: column('{t}.provider_code'),
  providerMessageId: column('{t}.provider_message_id'),
  acceptedAt: instant('{t}.accepted_at'),
  unknownSince: instant('{t}.unknown_since'),
  searches: column('{t}.searches'),
  nextSearchAt: instant('{t}.next_search_at'),
  deliveredAt: instant('{t}.delivered_at'),
  bouncedAt: instant('{t}.bounced_at'),
  softBouncedAt: instant('{t}.soft_bounced_at'),
  complainedAt: instant('{t}.complained_at'),
  unsubscribedAt: instant('{t}.unsubscribed_at'),
  opens: column('{t}.opens'),
  hasHumanOpen: column('{t}.has_human_open'),
  clicks: column('{t}.clicks'),
  hasHumanClick: column('{t}.has_human_click'),
  viewerCanResolve,
};

const nowhere = "'infinity'";
const sorts = {
  createdAt: { sql: '{t}.created_at', type: 'timestamptz' },
  updatedAt: { sql: '{t}.updated_at', type: 'timestamptz' },
  state: { sql: '{t}.state', type: 'text' },
  acceptedAt: { sql: `coalesce({t}.accepted_at, ${nowhere})`, type: 'timestamptz' },
} as const;

/** The words that lists of deliveries sort by. */
export const deliverySortFields = Object.keys(sorts);

const guard = <Entry>(entries: Record<string, Entry>) =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, { ...entry, group: 'delivery' }]));

/** What became of one message to one person, as it is read. */
export const deliveryShape: Shape = {
  noun: 'delivery',
  objectType: 'DELIVERY',
  from: 'deliveries',
  table: 'deliveries',
  groups: { delivery: 'delivery:read' },
  reserved: { permission: sensitiveDeliveries, when: '{t}.is_sensitive' },
  fields: {
    id: column('{t}.id'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    ...guard(fields),
  },
  sorts: guard(sorts),
};
