import { z } from 'zod';
import { optionalLine } from './validation.js';

/** Where someone gets post; every part may be missing. */
export const AddressRules = z.strictObject({
  line1: optionalLine(200),
  line2: optionalLine(200),
  city: optionalLine(100),
  region: optionalLine(100),
  postalCode: optionalLine(20),
  country: optionalLine(60),
});
export type AddressInput = z.input<typeof AddressRules>;

export interface Address {
  line1?: string | null;
  line2?: string | null;
  city?: string | null;
  region?: string | null;
  postalCode?: string | null;
  country?: string | null;
}
