import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';

const ClientSchema = defineEntity({
  name: 'Client',
  tableName: 'clients',
  properties: {
    ...baseColumns,
    externalId: p.text(),
    displayName: p.text(),
    leadId: p.uuid().nullable(),
    since: p.datetime(3),
    idempotencyKey: p.text().nullable(),
  },
});

/** The record of a person in care, as the client management module knows it. */
export class Client extends ClientSchema.class {}
ClientSchema.setClass(Client);
