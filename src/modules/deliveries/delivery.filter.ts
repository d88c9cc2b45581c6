import { type FilterInputOf, type FilterOf, filterRules, range, several } from '../../platform/reading/filter.js';
import { id, oneOf } from '../../platform/validation.js';
import { personTypes } from '../consents/consent.vocabulary.js';
import { deliveryReasons, deliveryStates } from './delivery.vocabulary.js';

const fields = {
  state: several(oneOf(deliveryStates)),
  reason: several(oneOf(deliveryReasons)),
  recipientType: several(oneOf(personTypes)),
  recipientId: several(id),
  acceptedAt: range,
  deliveredAt: range,
  bouncedAt: range,
};

/** All fields present must hold; a list holds when one of its values does. */
export const DeliveryFilterRules = filterRules(fields);
export type DeliveryFilter = FilterOf<typeof fields>;
export type DeliveryFilterInput = FilterInputOf<typeof fields>;
export type DeliveryFilterField = keyof typeof fields;
