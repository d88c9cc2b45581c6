import { newId } from '../../platform/clock.js';
import type { Ground } from '../../platform/ground.js';
import type { AppointmentRecord, AppointmentRequest } from './appointment.scheduling.js';

const columns = `id, external_id as "externalId", client_id as "clientId", clinician_id as "clinicianId",
  starts_at as "startsAt", duration_minutes as "durationMinutes", location`;

/** The appointments this database knows: the built-in module's own, or the shadows of an external one's. */
export class AppointmentService {
  constructor(private readonly ground: Ground) {}

  async find(practiceId: string, id: string): Promise<AppointmentRecord | null> {
    const { rows } = await this.ground.database.query<AppointmentRecord>(
      `select ${columns} from appointments where practice_id = $1 and id = $2`,
      [practiceId, id],
    );
    return rows[0] ? read(rows[0]) : null;
  }

  /** Adds an appointment once per key; whoever comes second gets the first one's row. */
  async keep(
    practiceId: string,
    externalId: string,
    request: AppointmentRequest,
    idempotencyKey: string,
  ): Promise<AppointmentRecord> {
    const { rows } = await this.ground.database.query<AppointmentRecord>(
      `with added as (
         insert into appointments (id, practice_id, created_at, updated_at, external_id, idempotency_key, client_id,
           clinician_id, starts_at, duration_minutes, location)
         values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning *
       )
       select ${columns} from added
       union all select ${columns} from appointments where practice_id = $2 and idempotency_key = $5 limit 1`,
      [
        newId(),
        practiceId,
        this.ground.clock.now(),
        externalId,
        idempotencyKey,
        request.clientId,
        request.clinicianId,
        request.startsAt,
        request.durationMinutes,
        request.location,
      ],
    );
    // A rival's row committed during the statement is in the next snapshot only.
    return rows[0] ? read(rows[0]) : this.keep(practiceId, externalId, request, idempotencyKey);
  }
}

/** The database's times come as text. */
const read = (row: AppointmentRecord): AppointmentRecord => ({ ...row, startsAt: new Date(row.startsAt) });
