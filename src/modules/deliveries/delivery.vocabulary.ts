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
