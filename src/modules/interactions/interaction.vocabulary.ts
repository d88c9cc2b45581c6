/** The closed lists of words that an interaction is described with. */
export const interactionKinds = ['CALL', 'EMAIL', 'TEXT', 'MEETING', 'VIDEO', 'NOTE', 'FORM', 'OTHER'] as const;
export type InteractionKind = (typeof interactionKinds)[number];

export const interactionDirections = ['INBOUND', 'OUTBOUND', 'INTERNAL'] as const;
export type InteractionDirection = (typeof interactionDirections)[number];
