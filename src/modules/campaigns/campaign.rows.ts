import { LockMode } from '@mikro-orm/core';
import { lockPresent } from '../../platform/database/rows.js';
import { ConflictError, NotFoundError } from '../../platform/errors/errors.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import { Campaign } from './campaign.entity.js';
import { isOver } from './campaign.status.js';

/** The campaign, locked for a change. @throws NotFoundError. */
export const lockCampaign = (unit: UnitOfWork, id: string): Promise<Campaign> =>
  lockPresent(unit, Campaign, 'CAMPAIGN', id);

/**
 * The campaign, kept from changing while something is added to it: additions don't wait for each other.
 * @throws NotFoundError.
 */
export async function holdCampaign(unit: UnitOfWork, id: string): Promise<Campaign> {
  const where = { id, practiceId: unit.ctx.practiceId, deletedAt: null };
  const lockMode = LockMode.PESSIMISTIC_READ;
  const campaign = isId(id) ? await unit.em.findOne(Campaign, where, { lockMode }) : null;
  if (!campaign) throw new NotFoundError('CAMPAIGN');
  return campaign;
}

/** Refuses to reach more people with a campaign that is over. */
export function assertOpen({ status }: Campaign): void {
  if (!isOver(status)) return;
  throw new ConflictError('CAMPAIGN_CLOSED', `The campaign is ${status}; its recipients stay as they are.`, ['id']);
}
