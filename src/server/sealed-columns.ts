import type { SealedColumn } from '../platform/encryption/rotation.js';

/** Every column that holds sealed values; the rotation of keys goes through all of them. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'contact_merges', column: 'sealed_snapshot' },
  { table: 'idempotency_keys', column: 'sealed_answer' },
  { table: 'insurance_verifications', column: 'sealed_reason' },
  { table: 'interactions', column: 'sealed_summary' },
  { table: 'lead_merges', column: 'sealed_snapshot' },
  { table: 'leads', column: 'sealed_clinical' },
  { table: 'leads', column: 'sealed_contact_details' },
  { table: 'leads', column: 'sealed_email' },
  { table: 'leads', column: 'sealed_insurance' },
  { table: 'segments', column: 'sealed_rule' },
  { table: 'referrals', column: 'sealed_details' },
  { table: 'staff_members', column: 'sealed_second_factor' },
  { table: 'suppressions', column: 'sealed_address' },
  { table: 'webhooks', column: 'sealed_former_secret' },
  { table: 'webhooks', column: 'sealed_secret' },
];
