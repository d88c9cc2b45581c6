import { z } from 'zod';
import { filterRules, several } from '../../platform/reading/filter.js';
import { id, instant, oneOf, optionalLine, someOf, webAddress } from '../../platform/validation.js';
import { deliveryStates } from './webhook.vocabulary.js';

/** The rules of inputs, for the types of events there are. */
export function webhookRules(eventTypes: readonly [string, ...string[]]) {
  const fields = {
    description: optionalLine(200),
    eventTypes: someOf(eventTypes).describe('Which events; none means all, those to come included.'),
    isActive: z.boolean(),
  };
  return {
    create: z.strictObject({ url: webAddress, ...fields }).partial({ eventTypes: true, isActive: true }),
    update: z.strictObject({ url: webAddress, ...fields }).partial(),
  };
}

/** Which deliveries of a webhook are to be made again: one, or all that are dead or lie after an instant. */
export const ReplayDeliveries = z.strictObject({
  deliveryId: id.nullish(),
  since: instant.nullish(),
});

const deliveryFields = { state: several(oneOf(deliveryStates)), objectId: several(id) };
export const DeliveryFilterRules = filterRules(deliveryFields);
export type DeliveryFilterField = keyof typeof deliveryFields;
