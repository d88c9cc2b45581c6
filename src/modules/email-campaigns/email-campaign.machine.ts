import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import type { RequestContext } from '../../platform/context.js';
import { setFields } from '../../platform/database/fields.js';
import { assertVersion } from '../../platform/database/rows.js';
import { ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { cancelWaiting } from '../deliveries/delivery.cancelling.js';
import { progressOf } from '../deliveries/delivery.ledger.js';
import type { EmailCampaignChecks } from './email-campaign.checks.js';
import type { EmailCampaign } from './email-campaign.entity.js';
import { stepPermission } from './email-campaign.policy.js';
import { lockEmailCampaign } from './email-campaign.rows.js';
import { ScheduleEmailCampaign } from './email-campaign.rules.js';
import { assertStep, type EmailCampaignStep, type PersonalStep } from './email-campaign.status.js';
import { instantOf } from './email-campaign.time.js';
import type { PauseReason } from './email-campaign.vocabulary.js';

const useCase = useCasesOf('EMAIL_CAMPAIGN');

/** The word for a step that was taken, as its event has it. */
const taken: Record<EmailCampaignStep, string> = {
  schedule: 'EMAIL_CAMPAIGN_SCHEDULED',
  send: 'EMAIL_CAMPAIGN_STARTED',
  pause: 'EMAIL_CAMPAIGN_PAUSED',
  resume: 'EMAIL_CAMPAIGN_RESUMED',
  cancel: 'EMAIL_CAMPAIGN_CANCELLED',
  hold: 'EMAIL_CAMPAIGN_PAUSED',
  finish: 'EMAIL_CAMPAIGN_SENT',
};

/** What a step is called in the audit log and in both doors: `sendEmailCampaign`. */
export const stepUseCase = (step: PersonalStep, id: string) =>
  useCase(`${step}EmailCampaign`, stepPermission(step), 'UPDATE', id);

const asked: PauseReason = { code: 'REQUESTED', message: 'Somebody paused it.' };

/** Moves email campaigns through their states, by people and by the clock. */
export class EmailCampaignMachine {
  constructor(
    private readonly ground: Ground,
    private readonly checks: EmailCampaignChecks,
  ) {}

  /** Takes a step. @throws ConflictError INVALID_TRANSITION, ValidationError of the checks, NotFoundError. */
  take(ctx: RequestContext, step: PersonalStep, id: string, expected?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, stepUseCase(step, id), async unit => {
      const campaign = await lockEmailCampaign(unit, id);
      assertVersion(campaign, expected);
      await this.move(unit, campaign, step, step === 'pause' ? asked : null);
      return { id: campaign.id };
    });
  }

  /** Lets the clock start it at a time, or at another than before. @throws as `take`. */
  schedule(ctx: RequestContext, id: string, raw: unknown, expected?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, stepUseCase('schedule', id), async unit => {
      const wish = parse(ScheduleEmailCampaign, raw);
      const campaign = await lockEmailCampaign(unit, id);
      assertVersion(campaign, expected);
      assertStep('schedule', campaign.status);
      const { status: from } = campaign;
      const { at, timeZone } = await instantOf(unit, wish);
      const changes = campaign.schedule(at, timeZone, this.ground.clock.now());
      await this.#assertReady(unit, campaign);
      this.#tell(unit, campaign, 'schedule', from, changes);
      return { id: campaign.id };
    });
  }

  /** Takes a step within another use case, which holds the campaign and has checked permission. */
  async move(unit: UnitOfWork, campaign: EmailCampaign, step: EmailCampaignStep, why: PauseReason | null = null) {
    assertStep(step, campaign.status);
    const { status: from } = campaign;
    const isBeginning = step === 'send' || (step === 'resume' && campaign.sendingSince === null);
    const settled = isBeginning ? await this.#begin(unit, campaign) : {};
    const changes = { ...settled, ...campaign.step(step, this.ground.clock.now(), why) };
    this.#tell(unit, campaign, step, from, changes);
    if (step === 'cancel') await stopWaiting(unit, campaign);
  }

  #tell(unit: UnitOfWork, campaign: EmailCampaign, step: EmailCampaignStep, from: string, changes: AuditChanges): void {
    const { id, status: to, pauseReason } = campaign;
    const details = pauseReason ? { reason: pauseReason.code } : undefined;
    unit.record(id, changes, { details });
    unit.publish({
      type: taken[step],
      objectType: 'EMAIL_CAMPAIGN',
      objectId: id,
      data: { from, to, ...details },
    });
  }

  /** What is sent is settled when it begins: its purpose, and that nothing is tracked where that would tell too much. */
  async #begin(unit: UnitOfWork, campaign: EmailCampaign): Promise<AuditChanges> {
    const { content, isSensitive } = await this.#assertReady(unit, campaign);
    return setFields(campaign, ['purpose', 'tracking', 'isSensitive'], {
      purpose: content.purpose,
      tracking: isSensitive ? { opens: false, clicks: false } : undefined,
      isSensitive,
    });
  }

  async #assertReady(unit: UnitOfWork, { practiceId, id }: EmailCampaign) {
    const readiness = await this.checks.of(unit.sql.bind(unit), practiceId, id);
    if (readiness.issues.length > 0) throw new ValidationError(readiness.issues);
    return readiness;
  }
}

/** What has not left does not leave any more; what has goes on to its end. */
async function stopWaiting(unit: UnitOfWork, { id, frozenAt }: EmailCampaign): Promise<void> {
  if (frozenAt === null) return;
  await unit.em.flush();
  await cancelWaiting(unit.sql.bind(unit), id);
  unit.publish(progressOf(id));
}
