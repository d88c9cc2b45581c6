import { z } from 'zod';
import { oneOf } from '../../platform/validation.js';
import { deliveryResolutions } from './delivery.vocabulary.js';

/** How a person settles a delivery of which nobody knows. */
export const ResolveDelivery = z.strictObject({ resolution: oneOf(deliveryResolutions) });
export type ResolveDelivery = z.output<typeof ResolveDelivery>;
