import type { Permission } from '../../platform/access/role-matrix.js';
import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import type { AppointmentRecord } from '../appointments/appointment.scheduling.js';
import type { AppointmentService } from '../appointments/appointment.service.js';
import type { ClientRecord } from '../clients/client.directory.js';
import type { ClientService } from '../clients/client.service.js';
import type { VerificationRecord } from '../insurance/insurance.billing.js';
import type { InsuranceService } from '../insurance/insurance.service.js';
import type { ConversionOutcome } from './lead.conversion.js';
import type { ConversionState, ConversionStepName, StepState } from './lead.conversion-rules.js';

/** What both doors tell of a conversion; what the viewer may not see is a ForbiddenError in its place. */
export interface ConversionAnswer {
  client: ClientRecord | ForbiddenError | null;
  appointment: AppointmentRecord | null;
  insuranceVerification: VerificationRecord | ForbiddenError | null;
  conversion: {
    state: ConversionState;
    reason: string | null;
    steps: { name: ConversionStepName; state: StepState; error: string | null }[];
  };
  alreadyConverted: boolean;
}

/** The services that keep what conversions brought about. */
export interface ConversionRecords {
  clients: ClientService;
  appointments: AppointmentService;
  insurance: InsuranceService;
}

/** Reads what a conversion has brought about so far; the audit row of the call names the lead. */
export async function answerOf(
  ctx: RequestContext,
  { conversion, alreadyConverted }: ConversionOutcome,
  records: ConversionRecords,
): Promise<ConversionAnswer> {
  const { practiceId, state, reason, steps } = conversion;
  const idOf = (step: ConversionStepName, name: string) =>
    steps.find(one => one.name === step)?.result?.[name] as string | undefined;
  const clientId = idOf('CLIENT_RECORD', 'clientId');
  const appointmentId = idOf('APPOINTMENT', 'appointmentId');
  const verificationId = idOf('INSURANCE_VERIFICATION', 'verificationId');
  return {
    client: await gated(ctx, 'client:read', clientId, id => records.clients.find(practiceId, id)),
    appointment: appointmentId ? await records.appointments.find(practiceId, appointmentId) : null,
    insuranceVerification: await gated(ctx, 'leadInsurance:read', verificationId, id =>
      records.insurance.find(practiceId, id),
    ),
    conversion: { state, reason, steps: steps.map(({ name, state, error }) => ({ name, state, error })) },
    alreadyConverted,
  };
}

async function gated<T>(
  ctx: RequestContext,
  permission: Permission,
  id: string | undefined,
  read: (id: string) => Promise<T | null>,
): Promise<T | ForbiddenError | null> {
  if (!id) return null;
  return scopeOf(ctx.signedIn, permission) === 'NONE' ? new ForbiddenError() : read(id);
}
