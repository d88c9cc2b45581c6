import { z } from 'zod';
import { id, instant, optionalLine, wholeNumber } from '../../platform/validation.js';

/** What may be asked of a conversion; an empty input is a whole one. */
export const ConvertLead = z.strictObject({
  assignClinicianId: id.nullish(),
  /** A client's id here, or in the client management module. */
  existingClientId: z.string().trim().min(1).max(200).nullish(),
  force: z.boolean().nullish(),
  verifyInsurance: z.boolean().nullish(),
  appointment: z
    .strictObject({
      startsAt: instant,
      durationMinutes: wholeNumber(5, 480).nullish(),
      clinicianId: id.nullish(),
      location: optionalLine(200),
    })
    .nullish(),
});
export type ConvertLeadInput = z.output<typeof ConvertLead>;

export const defaultAppointmentMinutes = 50;

/** What a conversion remembers of its input: nothing is left to be decided by a later runner. */
export interface ConversionPlan {
  assignClinicianId: string | null;
  existingClientId: string | null;
  verifyInsurance: boolean;
  appointment: {
    startsAt: string;
    durationMinutes: number;
    clinicianId: string | null;
    location: string | null;
  } | null;
}

export const conversionSteps = [
  'DUPLICATE_CHECK',
  'CLIENT_RECORD',
  'HISTORY_HANDOVER',
  'INSURANCE_VERIFICATION',
  'APPOINTMENT',
  'FINISH',
] as const;
export type ConversionStepName = (typeof conversionSteps)[number];

export const conversionStates = ['PENDING', 'COMPLETED', 'FAILED'] as const;
export type ConversionState = (typeof conversionStates)[number];

export const stepStates = ['PENDING', 'RUNNING', 'WAITING', 'DONE', 'REFUSED', 'SKIPPED'] as const;
export type StepState = (typeof stepStates)[number];

/** Steps that this plan leaves out. */
export function isSkipped(step: ConversionStepName, plan: ConversionPlan): boolean {
  if (step === 'DUPLICATE_CHECK') return plan.existingClientId !== null;
  if (step === 'INSURANCE_VERIFICATION') return !plan.verifyInsurance;
  return step === 'APPOINTMENT' && plan.appointment === null;
}
