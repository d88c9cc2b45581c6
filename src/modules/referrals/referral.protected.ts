import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import type { Cipher } from '../../platform/encryption/cipher.js';
import type { Referral } from './referral.entity.js';

/** What is said of a referral in free words, which may tell of somebody's health. */
export interface ReferralDetails {
  note?: string | null;
  outcome?: string | null;
}

const fields = ['note', 'outcome'] as const;
const placeOf = ({ practiceId, id }: Referral) => ({
  practiceId,
  table: 'referrals',
  column: 'sealed_details',
  rowId: id,
});

/** Seals and opens what is said of a referral. */
export class ReferralProtection {
  constructor(private readonly cipher: Cipher) {}

  open(referral: Referral): ReferralDetails {
    return referral.sealedDetails ? this.cipher.open<ReferralDetails>(placeOf(referral), referral.sealedDetails) : {};
  }

  /** Sets the fields that are present; answers that they changed, and never to what. */
  apply(referral: Referral, input: ReferralDetails): AuditChanges {
    const before = this.open(referral);
    const changed = fields.filter(field => input[field] !== undefined && input[field] !== (before[field] ?? null));
    if (changed.length === 0) return {};
    const after = { ...before, ...Object.fromEntries(changed.map(field => [field, input[field]])) };
    const isEmpty = fields.every(field => !after[field]);
    referral.sealedDetails = isEmpty ? null : this.cipher.seal(placeOf(referral), after);
    return Object.fromEntries(changed.map(field => [field, true]));
  }
}
