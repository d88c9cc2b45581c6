import type { UnitOfWork } from '../../platform/use-case.js';
import type { ConsentChannel, ConsentMethod, ConsentPurpose, PersonRef } from './consent.vocabulary.js';

/** One entry of the ledger, as those above hear of it. */
export interface ConsentEntry {
  person: PersonRef;
  channel: ConsentChannel;
  purpose: ConsentPurpose;
  isGiven: boolean;
  method: ConsentMethod;
  at: Date;
}

/** Something of a noun above that changes with what people agree to, within the same transaction. */
export interface ConsentFollower {
  entered(unit: UnitOfWork, entry: ConsentEntry): Promise<void>;
}
