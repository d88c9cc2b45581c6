import { z } from 'zod';
import { verificationMethods, verificationStatuses } from '../../insurance/insurance.billing.js';
import { conversionStates, conversionSteps, stepStates } from '../lead.conversion-rules.js';
import { LeadAnswer } from './lead.presenter.js';

const text = z.string().nullable();
const time = z.iso.datetime().nullable();
const count = z.int().nullable();

/** For the document: what became of a conversion. */
export const ConversionAnswerRules = z
  .object({
    lead: LeadAnswer.nullable(),
    client: z.object({ id: z.guid(), externalId: text, displayName: text, leadId: text, since: time }).nullable(),
    appointment: z
      .object({
        id: z.guid(),
        externalId: text,
        clientId: text,
        clinicianId: text,
        startsAt: time,
        durationMinutes: count,
        location: text,
      })
      .nullable(),
    insuranceVerification: z
      .object({
        id: z.guid(),
        leadId: text,
        status: z.enum(verificationStatuses),
        method: z.enum(verificationMethods),
        reason: text,
        verifiedAt: time,
      })
      .nullable(),
    conversion: z.object({
      state: z.enum(conversionStates),
      reason: text,
      steps: z.array(z.object({ name: z.enum(conversionSteps), state: z.enum(stepStates), error: text })),
    }),
    alreadyConverted: z.boolean(),
  })
  .meta({ id: 'LeadConversion' });
