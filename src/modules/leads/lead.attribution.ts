import { ValidationError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { Lead } from './lead.entity.js';

// Campaigns stand above leads; here it is only asked which there are.

/** Attributes a new lead to the campaign whose code its link bears, if there is one. */
export async function attribute(unit: UnitOfWork, lead: Lead): Promise<void> {
  const code = lead.utm?.campaign;
  if (!code) return;
  const [campaign] = await unit.sql<{ id: string }>(
    'select id from campaigns where practice_id = $1 and lower(utm_campaign) = lower($2) and deleted_at is null',
    [unit.ctx.practiceId, code],
  );
  if (campaign) lead.campaignId = campaign.id;
}

/** Refuses a campaign that the practice has not. None is fine. */
export async function assertCampaign(unit: UnitOfWork, id: string | null | undefined, path: string[]): Promise<void> {
  if (!id) return;
  const found = await unit.sql('select 1 from campaigns where practice_id = $1 and id = $2 and deleted_at is null', [
    unit.ctx.practiceId,
    id,
  ]);
  if (found.length === 0) throw ValidationError.at(path, 'NOT_FOUND', 'There is no such campaign.');
}
