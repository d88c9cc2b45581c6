import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';

const WebhookSchema = defineEntity({
  name: 'Webhook',
  tableName: 'webhooks',
  properties: {
    ...baseColumns,
    url: p.text(),
    description: p.text().strictNullable(),
    eventTypes: p.array().$type<string[]>(),
    isActive: p.boolean(),
    sealedSecret: p.text(),
    sealedFormerSecret: p.text().strictNullable(),
    formerSecretUntil: p.datetime(3).strictNullable(),
    failures: p.integer(),
    retryAt: p.datetime(3).strictNullable(),
  },
});

/** An address outside that is told what happens in the practice. */
export class Webhook extends WebhookSchema.class {}
WebhookSchema.setClass(Webhook);
