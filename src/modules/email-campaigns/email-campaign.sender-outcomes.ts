import type { BatchOutcome, MessageOutcome } from '../../platform/mail/mailer.js';
import type { ClaimedDelivery } from '../deliveries/delivery.claiming.js';
import type { Settlement } from '../deliveries/delivery.settling.js';
import type { PauseReason } from './email-campaign.vocabulary.js';

/** What a batch came to: what each delivery is settled as, and what the sender does besides. */
export interface BatchSettlement {
  settlements: Settlement[];
  /** The campaign can't go on until a person has seen to it. */
  pause: PauseReason | null;
  /** Nobody sends for so long; null: the provider named no time. */
  blockSeconds: number | null | undefined;
  /** The provider took none of it, and this worker waits before it tries again. */
  isRefused: boolean;
}

/** An address that the provider mails no more. */
const inactiveRecipient = 406;
/** Of the provider: it is being worked on, or is asked too much. */
const forLater = [100, 429];

const went = { pause: null, blockSeconds: undefined, isRefused: false };

/** The codes of the token, sender, stream or account, which stop a campaign, in our words: the provider's own may repeat an address. */
const meanings: Readonly<Record<number, string>> = {
  10: 'the server token is not known',
  400: "the sender's address is not confirmed",
  401: "the sender's address is not confirmed",
  405: 'the account has no credits left',
  412: 'the account is not approved yet, and may write to its own domain only',
  413: 'the account may not send',
  1235: 'the message stream does not exist',
};

function refusedBy(code: number | null, otherwise: string): PauseReason {
  const meaning = meanings[code ?? 0] ?? (code === null ? otherwise : `it answers with code ${code}`);
  const message = `The mail provider refuses the messages: ${meaning}.`;
  return { code: 'PROVIDER_REFUSED', message, details: code === null ? {} : { providerCode: code } };
}

/** One settlement for each delivery of the batch, in their order. */
export function settlementOf(batch: readonly ClaimedDelivery[], outcome: BatchOutcome): BatchSettlement {
  const all = (state: Settlement['state'], reason: string | null): Settlement[] =>
    batch.map(({ id, fence }) => ({ id, fence, state, reason }));
  if (outcome.kind === 'UNCERTAIN') return { ...went, settlements: all('UNKNOWN', 'ANSWER_LOST') };
  if (outcome.kind === 'ANSWERED') return answered(batch, outcome.outcomes);
  const { refusal, code, retryAfterSeconds } = outcome;
  const settlements = all('PENDING', null);
  if (refusal === 'RATE_LIMITED') return { ...went, settlements, blockSeconds: retryAfterSeconds, isRefused: true };
  if (refusal === 'UNREACHABLE') return { ...went, settlements, isRefused: true };
  const otherwise = refusal === 'UNAUTHORIZED' ? 'there is no server token that it knows' : 'it can not read them';
  return { ...went, settlements, pause: refusedBy(code, otherwise), isRefused: true };
}

function answered(batch: readonly ClaimedDelivery[], outcomes: readonly MessageOutcome[]): BatchSettlement {
  const settlements = batch.map(({ id, fence }, at) => ({ id, fence, ...settledBy(outcomes[at]!) }));
  const refusals = outcomes.filter(outcome => outcome.kind === 'REFUSED');
  const cause = refusals.find(({ code }) => code in meanings);
  const pause = cause ? refusedBy(cause.code, '') : null;
  const blockSeconds = refusals.some(({ code }) => forLater.includes(code)) ? null : undefined;
  return { settlements, pause, blockSeconds, isRefused: blockSeconds === null };
}

function settledBy(outcome: MessageOutcome): Omit<Settlement, 'id' | 'fence'> {
  if (outcome.kind === 'ACCEPTED') return { state: 'ACCEPTED', code: 0, messageId: outcome.messageId };
  const { code } = outcome;
  if (code === inactiveRecipient) return { state: 'SUPPRESSED', reason: 'PROVIDER_BLOCKED', code };
  if (code in meanings || forLater.includes(code)) return { state: 'PENDING', reason: null, code };
  // Of the message, as far as is known: the campaign goes on without it.
  return { state: 'REJECTED', reason: 'PROVIDER_REJECTED', code };
}
