/** VERIFIED and INELIGIBLE are answers, FAILED says that nothing could be asked, PENDING that the answer will come later. */
export const verificationStatuses = ['PENDING', 'VERIFIED', 'INELIGIBLE', 'FAILED'] as const;
export type VerificationStatus = (typeof verificationStatuses)[number];

/** CARD_FORMAT: the card's data were compared with what the payer issues; ELIGIBILITY: the payer was asked about cover. */
export const verificationMethods = ['CARD_FORMAT', 'ELIGIBILITY'] as const;
export type VerificationMethod = (typeof verificationMethods)[number];

export interface InsuranceCard {
  payer?: string | null;
  plan?: string | null;
  memberId?: string | null;
  groupNumber?: string | null;
  subscriberName?: string | null;
  /** ISO date. */
  subscriberDateOfBirth?: string | null;
}

export interface VerificationAnswer {
  externalId: string;
  status: VerificationStatus;
  method: VerificationMethod;
  reason: string | null;
}

export interface VerificationRecord extends Omit<VerificationAnswer, 'externalId'> {
  id: string;
  leadId: string;
  verifiedAt: Date | null;
}

/**
 * Billing, as the rest of the CRM sees it. A negative answer is a result; throws ModuleDownError when the
 * question may be asked again. A repeated idempotency key asks once.
 */
export interface Billing {
  verify(
    practiceId: string,
    leadId: string,
    card: InsuranceCard | null,
    idempotencyKey: string,
  ): Promise<VerificationRecord>;
}
