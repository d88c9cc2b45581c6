import { lockPresent } from '../../platform/database/rows.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { EmailCampaign } from './email-campaign.entity.js';
import { isFixed } from './email-campaign.status.js';

/** The email campaign, locked for a change. @throws NotFoundError. */
export const lockEmailCampaign = (unit: UnitOfWork, id: string): Promise<EmailCampaign> =>
  lockPresent(unit, EmailCampaign, 'EMAIL_CAMPAIGN', id);

/** True of an email campaign `alias` of which a message left, or may have. */
export const hasSentMail = (alias: string): string => `coalesce((select c.accepted + c.unknown + c.sending > 0
  from email_campaign_counters c where c.email_campaign_id = ${alias}.id), false)`;

/** Refuses to change or delete what people have got already. @throws ConflictError EMAIL_CAMPAIGN_SENT. */
export async function assertUnsent(unit: UnitOfWork, { id, status, sendingSince }: EmailCampaign): Promise<void> {
  const [row] = await unit.sql<{ sent: boolean }>(
    `select ${hasSentMail('e')} as sent from email_campaigns e where e.id = $1`,
    [id],
  );
  if (!isFixed(status, sendingSince !== null, row!.sent)) return;
  const message = `An email campaign that is ${status} after mail was sent stays as it is; it can be archived.`;
  throw new ConflictError('EMAIL_CAMPAIGN_SENT', message, ['id']);
}
