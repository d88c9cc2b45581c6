import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { ModuleDownError } from '../../platform/ports/module-failures.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { ClientDirectory } from '../clients/client.directory.js';
import { type ConversionPlan, type ConvertLeadInput, defaultAppointmentMinutes } from './lead.conversion-rules.js';
import type { Lead } from './lead.entity.js';

/** Settles what a conversion will do, so that whoever resumes it has nothing left to decide. */
export class ConversionPlanner {
  constructor(
    private readonly ground: Ground,
    private readonly directory: ClientDirectory,
  ) {}

  async plan(unit: UnitOfWork, lead: Lead, input: ConvertLeadInput): Promise<ConversionPlan> {
    const { assignClinicianId = null, existingClientId = null, verifyInsurance } = input;
    if (assignClinicianId) await this.#assertStaff(unit, assignClinicianId, ['assignClinicianId']);
    const appointment = await this.#appointment(unit, lead, input);
    return { assignClinicianId, existingClientId, verifyInsurance: verifyInsurance ?? false, appointment };
  }

  async #appointment(
    unit: UnitOfWork,
    lead: Lead,
    { appointment, assignClinicianId }: ConvertLeadInput,
  ): Promise<ConversionPlan['appointment']> {
    if (!appointment) return null;
    // Without anybody it is an appointment that scheduling still has to give to someone.
    const clinicianId = appointment.clinicianId ?? assignClinicianId ?? lead.assignedToId ?? null;
    if (appointment.clinicianId) await this.#assertStaff(unit, appointment.clinicianId, ['appointment', 'clinicianId']);
    return {
      startsAt: appointment.startsAt.toISOString(),
      durationMinutes: appointment.durationMinutes ?? defaultAppointmentMinutes,
      clinicianId,
      location: appointment.location ?? null,
    };
  }

  async #assertStaff(unit: UnitOfWork, id: string, path: string[]): Promise<void> {
    const text = 'select id from staff_members where practice_id = $1 and id = $2 and is_active';
    const found = await unit.sql(text, [unit.ctx.practiceId, id]);
    if (found.length === 0) throw new NotFoundError('STAFF_MEMBER', path);
  }

  /** Refuses a client the directory does not know; a directory that is down is asked again by the step itself. */
  async assertClient(practiceId: string, id: string | null | undefined): Promise<void> {
    if (!id) return;
    try {
      const found = await this.directory.find(practiceId, id);
      if (!found) throw new NotFoundError('CLIENT', ['existingClientId']);
    } catch (error) {
      if (!(error instanceof ModuleDownError)) throw error;
      this.ground.logger.warn({ module: error.moduleName, reason: error.reason }, 'a client could not be looked up');
    }
  }
}
