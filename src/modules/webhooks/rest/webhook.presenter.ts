import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { record, recordFields, text, time } from '../../../platform/rest/answer-parts.js';
import { deliveryStates } from '../webhook.vocabulary.js';

export const webhookSelection: Selection = select([
  ...recordFields,
  'url',
  'description',
  'eventTypes',
  'isActive',
  'failures',
  'retryAt',
  'pendingCount',
  'deadCount',
]);

export const webhookDeliverySelection: Selection = select([
  'id',
  'webhookId',
  'type',
  'objectType',
  'objectId',
  'sequence',
  'at',
  'state',
  'attempts',
  'nextAttemptAt',
  'lastAttemptAt',
  'lastStatus',
  'lastError',
  'deliveredAt',
]);

export const WebhookAnswer = z
  .object({
    ...record,
    url: z.string(),
    description: text,
    eventTypes: z.array(z.string()),
    isActive: z.boolean(),
    failures: z.int(),
    retryAt: time,
    pendingCount: z.int(),
    deadCount: z.int(),
  })
  .meta({ id: 'Webhook' });

export const WebhookWithSecretAnswer = WebhookAnswer.extend({ secret: z.string() }).meta({ id: 'WebhookWithSecret' });

export const WebhookDeliveryAnswer = z
  .object({
    id: z.guid(),
    webhookId: z.guid(),
    type: z.string(),
    objectType: z.string(),
    objectId: z.guid(),
    sequence: text,
    at: z.iso.datetime(),
    state: z.enum(deliveryStates),
    attempts: z.int(),
    nextAttemptAt: time,
    lastAttemptAt: time,
    lastStatus: z.int().nullable(),
    lastError: text,
    deliveredAt: time,
  })
  .meta({ id: 'WebhookDelivery' });
