import type { SuppressionReason } from './suppression.vocabulary.js';

/** What staff may end: neither a person's own word, nor what is known of an address. */
export const canLift = (reason: SuppressionReason): boolean =>
  reason === 'ADDED_BY_STAFF' || reason === 'PROVIDER_BLOCKED';
