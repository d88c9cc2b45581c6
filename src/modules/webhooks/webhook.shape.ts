import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { colleague } from '../staff/staff.shape.js';

/** A webhook as it is read; its secret is not. */
export const webhookShape: Shape = {
  noun: 'webhook',
  objectType: 'WEBHOOK',
  from: 'webhooks',
  table: 'webhooks',
  groups: { webhook: 'webhook:read' },
  fields: {
    id: column('{t}.id'),
    version: column('{t}.version'),
    createdAt: instant('{t}.created_at'),
    updatedAt: instant('{t}.updated_at'),
    createdById: column('{t}.created_by_id'),
    createdBy: colleague('{t}.created_by_id'),
    url: column('{t}.url'),
    description: column('{t}.description'),
    eventTypes: column('{t}.event_types'),
    isActive: column('{t}.is_active'),
    failures: column('{t}.failures'),
    retryAt: instant('{t}.retry_at'),
    pendingCount: column(
      `(select count(*)::int from webhook_deliveries d where d.webhook_id = {t}.id and d.state = 'PENDING')`,
    ),
    deadCount: column(
      `(select count(*)::int from webhook_deliveries d where d.webhook_id = {t}.id and d.state = 'DEAD')`,
    ),
  },
  sorts: { createdAt: { sql: '{t}.created_at', type: 'timestamptz' } },
};

/** What became of one event at one receiver. */
export const webhookDeliveryShape: Shape = {
  noun: 'webhookDelivery',
  objectType: 'WEBHOOK_DELIVERY',
  from: 'webhook_deliveries',
  table: 'webhook_deliveries',
  groups: { webhook: 'webhook:read' },
  fields: {
    id: column('{t}.id'),
    webhookId: column('{t}.webhook_id'),
    type: column('{t}.type'),
    objectType: column('{t}.object_type'),
    objectId: column('{t}.object_id'),
    sequence: column('{t}.sequence::text'),
    at: instant('{t}.at'),
    state: column('{t}.state'),
    attempts: column('{t}.attempts'),
    nextAttemptAt: instant("case when {t}.state = 'PENDING' then {t}.next_attempt_at end"),
    lastAttemptAt: instant('{t}.last_attempt_at'),
    lastStatus: column('{t}.last_status'),
    lastError: column('{t}.last_error'),
    deliveredAt: instant('{t}.delivered_at'),
  },
  sorts: { at: { sql: '{t}.at', type: 'timestamptz' } },
};
