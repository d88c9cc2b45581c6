/** Where the telling of one event to one receiver stands. */
export const deliveryStates = ['PENDING', 'DELIVERED', 'DEAD'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The type of the event that a person sends to try a receiver. */
export const testEventType = 'WEBHOOK_TESTED';
