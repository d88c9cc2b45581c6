import { skipReasons } from '../suppressions/suppression.vocabulary.js';

/** PENDING to SENDING are on their way; UNKNOWN waits for evidence; the others are final. */
export const deliveryStates = [
  'PENDING',
  'CLAIMED',
  'SENDING',
  'ACCEPTED',
  'REJECTED',
  'SUPPRESSED',
  'CANCELLED',
  'UNKNOWN',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** How a person settles a delivery of which nobody knows: RESEND may duplicate it. */
export const deliveryResolutions = ['RESEND', 'ASSUME_SENT'] as const;
export type DeliveryResolution = (typeof deliveryResolutions)[number];

/** Why a delivery stands where it does: it was skipped, or what the provider or a worker did with it. */
export const deliveryReasons = [
  ...skipReasons,
  'PROVIDER_REJECTED',
  'NOT_WRITTEN',
  'ANSWER_LOST',
  'WORKER_LOST',
  'ASSUMED_SENT',
] as const;
export type DeliveryReason = (typeof deliveryReasons)[number];
