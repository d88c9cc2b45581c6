import type { ModuleCaller } from '../../platform/ports/module-caller.js';
import type { AppointmentRecord, AppointmentRequest, Scheduling } from './appointment.scheduling.js';
import type { AppointmentService } from './appointment.service.js';

/** Scheduling of another system: `POST /appointments`. Each appointment it books has a shadow row here. */
export class HttpScheduling implements Scheduling {
  constructor(
    private readonly caller: ModuleCaller,
    private readonly appointments: AppointmentService,
  ) {}

  async book(practiceId: string, request: AppointmentRequest, idempotencyKey: string): Promise<AppointmentRecord> {
    const { clientExternalId, clinicianId, startsAt, durationMinutes, location } = request;
    const body = { practiceId, clientId: clientExternalId, clinicianId, startsAt, durationMinutes, location };
    const booked = await this.caller.call<{ id: string }>({
      method: 'POST',
      path: '/appointments',
      body,
      idempotencyKey,
    });
    return this.appointments.keep(practiceId, booked.id, request, idempotencyKey);
  }
}
