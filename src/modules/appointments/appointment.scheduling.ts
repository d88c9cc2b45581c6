/** A first meeting to be booked. */
export interface AppointmentRequest {
  clientId: string;
  /** The client's id in client management. */
  clientExternalId: string;
  clinicianId: string | null;
  startsAt: Date;
  durationMinutes: number;
  location: string | null;
}

export interface AppointmentRecord {
  id: string;
  externalId: string;
  clientId: string;
  clinicianId: string | null;
  startsAt: Date;
  durationMinutes: number;
  location: string | null;
}

/**
 * Scheduling, as the rest of the CRM sees it. Throws ModuleDownError when the booking may be tried again and
 * ModuleRefusedError when it may not (the time is taken); a repeated idempotency key books once.
 */
export interface Scheduling {
  book(practiceId: string, request: AppointmentRequest, idempotencyKey: string): Promise<AppointmentRecord>;
}
