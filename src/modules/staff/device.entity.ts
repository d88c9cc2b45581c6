import { defineEntity, p } from '@mikro-orm/core';

const DeviceSchema = defineEntity({
  name: 'Device',
  tableName: 'devices',
  properties: {
    id: p.uuid().primary(),
    practiceId: p.uuid(),
    staffId: p.uuid(),
    ip: p.string().nullable(),
    addresses: p.array(),
    userAgent: p.string().nullable(),
    firstSeenAt: p.datetime(3),
    lastSeenAt: p.datetime(3),
  },
});

/** What a member of staff signs in from, as far as it tells of itself. */
export class Device extends DeviceSchema.class {}
DeviceSchema.setClass(Device);
