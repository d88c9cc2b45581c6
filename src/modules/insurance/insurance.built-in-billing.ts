import type { Billing, InsuranceCard, VerificationRecord } from './insurance.billing.js';
import { verdictOn } from './insurance.rules.js';
import type { InsuranceService } from './insurance.service.js';

/** Billing without a clearing house: it looks at the card only, and says so by the method CARD_FORMAT. */
export class BuiltInBilling implements Billing {
  constructor(private readonly insurance: InsuranceService) {}

  verify(
    practiceId: string,
    leadId: string,
    card: InsuranceCard | null,
    idempotencyKey: string,
  ): Promise<VerificationRecord> {
    const answer = { ...verdictOn(card), method: 'CARD_FORMAT' as const, externalId: `V-${leadId}` };
    return this.insurance.keep(practiceId, leadId, answer, idempotencyKey);
  }
}
