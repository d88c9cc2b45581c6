export const suppressionReasons = [
  'UNSUBSCRIBED',
  'COMPLAINED',
  'HARD_BOUNCED',
  'PROVIDER_BLOCKED',
  'ADDED_BY_STAFF',
  'ERASED',
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export const suppressionOrigins = [
  'ONE_CLICK',
  'PREFERENCES',
  'PROVIDER',
  'SWEEP',
  'STAFF',
  'IMPORT',
  'ERASURE',
] as const;
export type SuppressionOrigin = (typeof suppressionOrigins)[number];

/** Why someone of an audience gets no mail, in the order in which a person's first one counts. */
export const skipReasons = [
  'PERSON_DELETED',
  'EXCLUDED_BY_SEGMENT',
  'NO_EMAIL_ADDRESS',
  'ADDRESS_CHANGED',
  'ERASED',
  'HARD_BOUNCED',
  'PROVIDER_BLOCKED',
  'NOT_OK_TO_EMAIL',
  'COMPLAINED',
  'UNSUBSCRIBED',
  'UNSUBSCRIBED_FROM_TOPIC',
  'ADDED_BY_STAFF',
  'AUTHORIZATION_REQUIRED',
  'NO_MARKETING_CONSENT',
  'PART2_CONSENT_REQUIRED',
  'FREQUENCY_CAP',
  'DUPLICATE_ADDRESS',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Nothing arrives there, or nothing may: not even mail that a person expects. */
export const deadReasons: readonly SuppressionReason[] = ['HARD_BOUNCED', 'PROVIDER_BLOCKED', 'ERASED'];

/** A person's own word, which only the person's own word ends. */
export const ownReasons = ['UNSUBSCRIBED', 'COMPLAINED'] as const satisfies readonly SuppressionReason[];

export const suppressionLifters = ['CONSENT', 'PROVIDER', 'STAFF'] as const;
export type SuppressionLifter = (typeof suppressionLifters)[number];
