import { createHash } from 'node:crypto';
import type { AppointmentRecord, AppointmentRequest, Scheduling } from './appointment.scheduling.js';
import type { AppointmentService } from './appointment.service.js';

/** Scheduling in this database: it books what it is asked for and keeps no calendar that could refuse. */
export class BuiltInScheduling implements Scheduling {
  constructor(private readonly appointments: AppointmentService) {}

  book(practiceId: string, request: AppointmentRequest, idempotencyKey: string): Promise<AppointmentRecord> {
    const number = createHash('sha256').update(`${practiceId}:${idempotencyKey}`).digest('hex').slice(0, 12);
    return this.appointments.keep(practiceId, `A-${number.toUpperCase()}`, request, idempotencyKey);
  }
}
