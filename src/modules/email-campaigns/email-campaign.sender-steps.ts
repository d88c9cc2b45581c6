import { RequestContext } from '../../platform/context.js';
import { lockRow } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { EmailCampaign } from './email-campaign.entity.js';
import type { EmailCampaignMachine } from './email-campaign.machine.js';
import { canStep } from './email-campaign.status.js';
import type { PauseReason } from './email-campaign.vocabulary.js';

/** An email campaign by its practice. */
export interface CampaignPlace {
  id: string;
  practiceId: string;
}

export const workerUseCase = useCasesOf('EMAIL_CAMPAIGN');

/** The steps that the sender takes by itself: it stops a campaign that can't go on, and ends one that is through. */
export class SenderSteps {
  constructor(
    private readonly ground: Ground,
    private readonly machine: EmailCampaignMachine,
  ) {}

  /** Pauses a campaign that is sending, for a person to look at; false when it is not sending any more. */
  hold(
    { id, practiceId }: CampaignPlace,
    why: PauseReason,
    also: (unit: UnitOfWork) => Promise<unknown> = async () => null,
  ): Promise<boolean> {
    const ctx = RequestContext.system(practiceId, 'worker');
    const useCase = workerUseCase('pauseEmailCampaign', 'emailCampaign:pause', 'UPDATE', id);
    return transact(this.ground, ctx, useCase, async unit => {
      const campaign = await lockRow(unit, EmailCampaign, id);
      if (campaign?.status !== 'SENDING') return false;
      await this.machine.move(unit, campaign, 'hold', why);
      await also(unit);
      this.ground.logger.warn({ emailCampaignId: id, code: why.code }, 'an email campaign is paused');
      return true;
    });
  }

  /** Cancels a campaign of steps that send no more; false when it has ended already. */
  cancel({ id, practiceId }: CampaignPlace): Promise<boolean> {
    const ctx = RequestContext.system(practiceId, 'worker');
    const useCase = workerUseCase('cancelEmailCampaign', 'emailCampaign:cancel', 'UPDATE', id);
    return transact(this.ground, ctx, useCase, async unit => {
      const campaign = await lockRow(unit, EmailCampaign, id);
      if (!campaign || !canStep('cancel', campaign.status)) return false;
      await this.machine.move(unit, campaign, 'cancel');
      return true;
    });
  }

  /** Ends a campaign of which nothing is open; false when something is. */
  finish({ id, practiceId }: CampaignPlace): Promise<boolean> {
    const ctx = RequestContext.system(practiceId, 'worker');
    const useCase = workerUseCase('finishEmailCampaign', 'emailCampaign:send', 'UPDATE', id);
    return transact(this.ground, ctx, useCase, async unit => {
      const campaign = await lockRow(unit, EmailCampaign, id);
      if (campaign?.status !== 'SENDING' || (await isOpen(unit, id))) return false;
      await this.machine.move(unit, campaign, 'finish');
      return true;
    });
  }
}

async function isOpen(unit: UnitOfWork, id: string): Promise<boolean> {
  const rows = await unit.sql(
    `select 1 from deliveries where email_campaign_id = $1 and state in ('PENDING', 'CLAIMED', 'SENDING', 'UNKNOWN')
     limit 1`,
    [id],
  );
  return rows.length > 0;
}
