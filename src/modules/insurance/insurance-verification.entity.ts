import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';

const InsuranceVerificationSchema = defineEntity({
  name: 'InsuranceVerification',
  tableName: 'insurance_verifications',
  properties: {
    ...baseColumns,
    externalId: p.text(),
    idempotencyKey: p.text(),
    leadId: p.uuid(),
    status: p.text(),
    method: p.text(),
    sealedReason: p.text().nullable(),
    verifiedAt: p.datetime(3).nullable(),
  },
});

/** One question to billing about a person's cover, and its answer. */
export class InsuranceVerification extends InsuranceVerificationSchema.class {}
InsuranceVerificationSchema.setClass(InsuranceVerification);
