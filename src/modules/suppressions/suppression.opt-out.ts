import type { UnitOfWork } from '../../platform/use-case.js';

/** An opt-out from commercial mail, and the delivery whose message led to it; null: none that is known. */
export interface OptOut {
  deliveryId: string | null;
  addressIndex: string;
}

/** Something of a noun above that notes an opt-out, within the same transaction. */
export interface OptOutFollower {
  optedOut(unit: UnitOfWork, optOut: OptOut): Promise<void>;
}
