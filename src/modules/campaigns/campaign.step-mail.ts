import type { UnitOfWork } from '../../platform/use-case.js';
import type { PersonRef } from '../consents/consent.vocabulary.js';

/** One member's turn in an email campaign. */
export interface StepSending {
  emailCampaignId: string;
  campaignId: string;
  person: PersonRef;
}

/** How steps of a campaign send mail; email campaigns, which stand above, know how. */
export interface StepMail {
  /** @throws ForbiddenError of who may not send, ValidationError of what steps can't send */
  assertSendable(unit: UnitOfWork, emailCampaignId: string, path: string[]): Promise<void>;
  /** @throws NotFoundError */
  assertKnown(unit: UnitOfWork, emailCampaignId: string, path: string[]): Promise<void>;
  /** Puts the member into the ledger; null, or why nothing is sent. */
  send(unit: UnitOfWork, sending: StepSending): Promise<string | null>;
}
