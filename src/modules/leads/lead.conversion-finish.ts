import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { type Conversion, type Lease, LeaseLostError } from './lead.conversion-ledger.js';
import type { ConversionStepName } from './lead.conversion-rules.js';
import type { Lead } from './lead.entity.js';
import { isOpen } from './lead.status.js';
import type { InsuranceStatus } from './lead.vocabulary.js';

/** Closes the conversion within the transaction: ledger, lead, audit row and event commit together. */
export async function finishConversion(
  unit: UnitOfWork,
  lead: Lead,
  conversion: Conversion,
  lease: Lease,
  now: Date,
): Promise<void> {
  await close(unit, lease, now);
  if (!isOpen(lead.status)) {
    throw new ConflictError('INVALID_TRANSITION', `A lead can't go from ${lead.status} to CONVERTED.`, ['status']);
  }
  const changes = convert(lead, conversion, now);
  unit.record(lead.id, changes, { details: { conversionId: conversion.id, conversion: 'COMPLETED' } });
  unit.publish({
    type: 'LEAD_CONVERTED',
    objectType: 'LEAD',
    objectId: lead.id,
    data: { changed: Object.keys(changes), clientId: lead.clientId },
  });
}

async function close(unit: UnitOfWork, { conversionId, fence }: Lease, now: Date): Promise<void> {
  const closed = await unit.sql(
    `update lead_conversions set state = 'COMPLETED', reason = null, lease_until = null, next_attempt_at = null,
       completed_at = $3, updated_at = $3, version = version + 1
     where id = $1 and fence = $2 and state = 'PENDING' returning id`,
    [conversionId, fence, now],
  );
  if (closed.length === 0) throw new LeaseLostError('Another runner has taken the conversion over.');
  await unit.sql(
    `update lead_conversion_steps set state = 'DONE', error = null, finished_at = clock_timestamp()
     where conversion_id = $1 and name = 'FINISH'`,
    [conversionId],
  );
}

function convert(lead: Lead, { plan, steps }: Conversion, now: Date): AuditChanges {
  const resultOf = (name: ConversionStepName) => steps.find(step => step.name === name)?.result ?? {};
  const status = resultOf('INSURANCE_VERIFICATION').status as InsuranceStatus | undefined;
  const after: Partial<Lead> = {
    status: 'CONVERTED',
    stage: plan.appointment ? 'INTAKE_SCHEDULED' : 'ONBOARDED',
    convertedAt: now,
    clientId: resultOf('CLIENT_RECORD').clientId as string,
    ...(plan.assignClinicianId ? { assignedToId: plan.assignClinicianId } : {}),
  };
  const fields = (Object.keys(after) as (keyof Lead)[]).filter(field => lead[field] !== after[field]);
  const changes: AuditChanges = Object.fromEntries(
    fields.map(field => [field, { from: lead[field], to: after[field] }]),
  );
  Object.assign(lead, after, { updatedAt: now });
  if (status) {
    changes.insurance = true;
    Object.assign(lead, { insuranceStatus: status, insuranceVerifiedAt: status === 'VERIFIED' ? now : null });
  }
  return changes;
}
