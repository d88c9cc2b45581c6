import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';

const AppointmentSchema = defineEntity({
  name: 'Appointment',
  tableName: 'appointments',
  properties: {
    ...baseColumns,
    externalId: p.text(),
    idempotencyKey: p.text(),
    clientId: p.uuid(),
    clinicianId: p.uuid(),
    startsAt: p.datetime(3),
    durationMinutes: p.integer(),
    location: p.text().nullable(),
  },
});

/** A meeting of a client with a clinician, as the scheduling module knows it. */
export class Appointment extends AppointmentSchema.class {}
AppointmentSchema.setClass(Appointment);
