import type { RequestContext } from '../../platform/context.js';
import { assertVersion } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import type { CampaignAudience } from './campaign.audience.js';
import { beginSteps, endSteps } from './campaign.automation.js';
import type { Campaign } from './campaign.entity.js';
import { stepPermission } from './campaign.policy.js';
import { lockCampaign } from './campaign.rows.js';
import { ScheduleCampaign } from './campaign.rules.js';
import { type CampaignStep, hasBegun, isOver } from './campaign.status.js';

const useCase = useCasesOf('CAMPAIGN');

/** The word for a step that was taken, as its event has it. */
const taken: Record<CampaignStep, string> = {
  schedule: 'CAMPAIGN_SCHEDULED',
  activate: 'CAMPAIGN_ACTIVATED',
  pause: 'CAMPAIGN_PAUSED',
  resume: 'CAMPAIGN_RESUMED',
  complete: 'CAMPAIGN_COMPLETED',
  cancel: 'CAMPAIGN_CANCELLED',
};

/** What a step is called in the audit log and in both doors: `activateCampaign`. */
export const stepUseCase = (step: CampaignStep, id: string) =>
  useCase(`${step}Campaign`, stepPermission(step), 'UPDATE', id);

/** Moves campaigns through their states, by people and by the clock. */
export class CampaignMachine {
  constructor(
    private readonly ground: Ground,
    private readonly audience: CampaignAudience,
  ) {}

  /** Takes a step. @throws ConflictError INVALID_TRANSITION, StaleVersionError, NotFoundError. */
  take(ctx: RequestContext, step: CampaignStep, id: string, expected?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, stepUseCase(step, id), async unit => {
      const campaign = await lockCampaign(unit, id);
      assertVersion(campaign, expected);
      await this.move(unit, campaign, step);
      return { id: campaign.id };
    });
  }

  /** Lets the clock activate the campaign at its start, which may be given here. @throws as `take`, ValidationError. */
  schedule(ctx: RequestContext, id: string, raw: unknown, expected?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, stepUseCase('schedule', id), async unit => {
      const { startAt, endAt } = parse(ScheduleCampaign, raw);
      const campaign = await lockCampaign(unit, id);
      assertVersion(campaign, expected);
      const times = { startAt: startAt ?? undefined, endAt };
      // A step that the machine refuses is the first to be told of, whatever the times.
      const moved = campaign.canStep('schedule') ? campaign.applyDetails(times, this.ground.clock.now()) : {};
      await this.move(unit, campaign, 'schedule', moved);
      return { id: campaign.id };
    });
  }

  /** Takes a step within another use case, which holds the campaign and has checked permission. */
  async move(unit: UnitOfWork, campaign: Campaign, step: CampaignStep, more = {}): Promise<void> {
    const isFirst = !hasBegun(campaign.status);
    const { status: from } = campaign;
    const changes = { ...more, ...campaign.step(step, this.ground.clock.now()) };
    const isBeginning = campaign.status === 'ACTIVE' && isFirst;
    const added = isBeginning ? (await this.audience.freeze(unit, campaign.id)).added : 0;
    if (isBeginning) await beginSteps(unit, campaign.id, this.ground.clock.now());
    if (isOver(campaign.status)) await endSteps(unit, campaign.id);
    unit.record(campaign.id, changes, isBeginning ? { details: { recipientsAdded: added } } : {});
    const data = { from, to: campaign.status };
    unit.publish({ type: taken[step], objectType: 'CAMPAIGN', objectId: campaign.id, data });
  }
}
