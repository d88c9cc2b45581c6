/** Every code that a refused value or rule may carry, in `userErrors` and in REST's `details`. */
export const userErrorCodes = [
  'REQUIRED', 'INVALID', 'TOO_LONG', 'TOO_SHORT', 'OUT_OF_RANGE', 'UNKNOWN_FIELD', 'INVALID_FORMAT',
  'NOT_FOUND', 'STALE_VERSION', 'INVALID_TRANSITION', 'LEAD_CONVERTED', 'DUPLICATE', 'CONFLICT',
  'INVALID_CREDENTIALS', 'SECOND_FACTOR_REQUIRED', 'ACCOUNT_LOCKED', 'WEAK_PASSWORD', 'LAST_OWNER', 'EMAIL_TAKEN',
  'NOT_RESTORABLE', 'LEGAL_HOLD', 'ALREADY_MERGED', 'NOT_REVERSIBLE', 'IDEMPOTENCY_CONFLICT', 'IN_PROGRESS',
] as const;
export type UserErrorCode = (typeof userErrorCodes)[number];
