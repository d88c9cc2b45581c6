import type { AuditEntry } from '../../platform/audit/audit-entry.js';

/** A message that is known to have left the house, and whom it was for. */
export interface SentDelivery {
  practiceId: string;
  emailCampaignId: string;
  personId: string;
}

const sending = { operation: 'deliverEmailCampaign', action: 'SEND', objectType: 'EMAIL_CAMPAIGN' } as const;

/** What the accounting of disclosures tells of a send: one row for each email campaign, naming who got it. */
export function disclosuresOf(sent: readonly SentDelivery[]): { practiceId: string; entry: AuditEntry }[] {
  const groups = Map.groupBy(sent, ({ emailCampaignId }) => emailCampaignId);
  return [...groups].map(([id, deliveries]) => ({
    practiceId: deliveries[0]!.practiceId,
    entry: { ...sending, objectIds: [id, ...deliveries.map(({ personId }) => personId)], outcome: 'SUCCEEDED' },
  }));
}
