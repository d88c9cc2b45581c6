import { z } from 'zod';
import { verificationMethods, verificationStatuses } from '../../insurance/insurance.billing.js';
import { conversionStates, conversionSteps, stepStates } from '../lead.conversion-rules.js';
import { importStates } from '../lead.import-ledger.js';
import { keepReasons } from '../lead.import-undo.js';
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

export const LeadImportAnswer = z
  .object({
    id: text,
    state: z.enum(importStates).nullable(),
    dryRun: z.boolean(),
    alreadyImported: z.boolean(),
    rows: z.int(),
    created: z.int(),
    skipped: z.int(),
    failed: z.int(),
    issues: z.array(z.object({ line: z.int(), path: z.string(), code: z.string(), message: z.string(), leadId: text })),
  })
  .meta({ id: 'LeadImport' });

export const UndoneImportAnswer = z
  .object({
    id: z.guid(),
    removed: z.int(),
    keptCount: z.int(),
    kept: z.array(z.object({ leadId: z.guid(), reason: z.enum(keepReasons) })),
  })
  .meta({ id: 'UndoneLeadImport' });
