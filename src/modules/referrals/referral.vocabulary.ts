/** INBOUND: the contact sends a person to the practice. OUTBOUND: the practice sends one to the contact. */
export const referralDirections = ['INBOUND', 'OUTBOUND'] as const;
export type ReferralDirection = (typeof referralDirections)[number];
