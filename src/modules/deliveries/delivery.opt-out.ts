import type { UnitOfWork } from '../../platform/use-case.js';
import type { OptOut, OptOutFollower } from '../suppressions/suppression.opt-out.js';

/** Notes on the delivery whose message led to an opt-out that it did; once, whatever follows. */
export const noteOptOut: OptOutFollower = {
  async optedOut(unit: UnitOfWork, { deliveryId, addressIndex }: OptOut): Promise<void> {
    if (!deliveryId) return;
    const rows = await unit.sql<{ email_campaign_id: string }>(
      `update deliveries set unsubscribed_at = now(), updated_at = now()
       where practice_id = $1 and id = $2 and address_index = $3 and unsubscribed_at is null returning email_campaign_id`,
      [unit.ctx.practiceId, deliveryId, addressIndex],
    );
    for (const { email_campaign_id: objectId } of rows) {
      unit.publish({ type: 'EMAIL_CAMPAIGN_PROGRESSED', objectType: 'EMAIL_CAMPAIGN', objectId });
    }
  },
};
