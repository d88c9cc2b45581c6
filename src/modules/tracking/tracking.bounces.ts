import type { EventDetails } from './tracking.vocabulary.js';

/** No mailbox is there, or the provider says that there is none. */
const hard = new Set(['HardBounce', 'BadEmailAddress']);
/** Words of a machine or a person in answer to a message that did arrive. */
const answers = new Set(['AutoResponder', 'Subscribe', 'AddressChange', 'ChallengeVerification', 'OpenRelayTest']);

/** What a bounce of Postmark's `Type` says of message and address; an unknown type is a passing trouble. */
export function readBounce(type: string): EventDetails {
  if (type === 'SpamComplaint') return { bounce: 'NONE', isComplaint: true };
  if (type === 'Unsubscribe') return { bounce: 'NONE', isOptOut: true };
  if (type === 'ManuallyDeactivated') return { bounce: 'NONE', isBlocked: true };
  return { bounce: hard.has(type) ? 'HARD' : answers.has(type) ? 'NONE' : 'SOFT' };
}

/** What the provider's change of a subscription says: a person's own word, or the provider's block. */
export function readSuppression(isSuppressed: boolean, reason: string, origin: string): EventDetails {
  if (!isSuppressed) return { isBlocked: false };
  if (reason === 'SpamComplaint') return { isComplaint: true };
  if (reason === 'ManualSuppression' && origin === 'Recipient') return { isOptOut: true };
  return { isBlocked: true };
}
