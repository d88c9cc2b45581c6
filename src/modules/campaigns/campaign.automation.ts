import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { assertVersion } from '../../platform/database/rows.js';
import { ConflictError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { assertActiveStaff } from '../staff/staff.references.js';
import { SetCampaignAutomation, type StepInput } from './campaign.automation-rules.js';
import type { Campaign } from './campaign.entity.js';
import { canKnowSensitiveMembers } from './campaign.policy.js';
import { lockCampaign } from './campaign.rows.js';
import { hasBegun, isOver } from './campaign.status.js';
import type { StepMail } from './campaign.step-mail.js';

const useCase = useCasesOf('CAMPAIGN');

interface KnownStep {
  id: string;
  trigger: string;
}

/** Says what a campaign does by itself. Doing it is the runner's. */
export class CampaignAutomation {
  constructor(
    private readonly ground: Ground,
    private readonly mail: StepMail,
  ) {}

  /**
   * Sets all steps of a campaign. A step that is named goes on, with what it did; one that is not named ends, and
   * what waited for it is cancelled. Steps pass by the members of sensitive segments unless they are set by somebody
   * who may know these. @throws ValidationError, ConflictError CAMPAIGN_CLOSED, StaleVersionError.
   */
  set(ctx: RequestContext, id: string, raw: unknown, expected?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('setCampaignAutomation', 'campaign:update', 'UPDATE', id), async unit => {
      const { steps } = parse(SetCampaignAutomation, raw);
      const campaign = await lockCampaign(unit, id);
      assertVersion(campaign, expected);
      assertRunning(campaign);
      await assertAssignees(unit, steps);
      await this.#assertMail(unit, steps);
      const known = await stepsOf(unit, campaign.id);
      assertKnown(steps, known);
      assertNotTooLate(campaign, steps, known);
      const ids = await this.#write(unit, campaign, steps);
      await this.#retire(unit, campaign, ids);
      await catchUp(unit, ids, this.ground.clock.now());
      campaign.updatedAt = this.ground.clock.now();
      unit.record(campaign.id, undefined, { details: { steps: steps.map(({ action }) => action.kind) } });
      const data = { fields: ['automation'] };
      unit.publish({ type: 'CAMPAIGN_UPDATED', objectType: 'CAMPAIGN', objectId: campaign.id, data });
      return { id: campaign.id };
    });
  }

  async #assertMail(unit: UnitOfWork, steps: StepInput[]): Promise<void> {
    for (const [at, { trigger, action }] of steps.entries()) {
      const path = (part: string) => ['steps', String(at), part, 'emailCampaignId'];
      if (action.emailCampaignId) await this.mail.assertSendable(unit, action.emailCampaignId, path('action'));
      if (trigger.emailCampaignId) await this.mail.assertKnown(unit, trigger.emailCampaignId, path('trigger'));
    }
  }

  async #write(unit: UnitOfWork, campaign: Campaign, steps: StepInput[]): Promise<string[]> {
    const ids = steps.map(step => step.id ?? newId());
    const now = this.ground.clock.now();
    for (const [at, { name, trigger, action }] of steps.entries()) {
      const { kind, ...details } = action;
      await unit.sql(
        `insert into campaign_steps (id, practice_id, campaign_id, created_at, position, name, trigger, to_statuses,
           after_step_id, delay_minutes, action, action_details, reaches_sensitive, email_campaign_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (id) do update set position = excluded.position, name = excluded.name, trigger = excluded.trigger,
           to_statuses = excluded.to_statuses, after_step_id = excluded.after_step_id,
           delay_minutes = excluded.delay_minutes, action = excluded.action, action_details = excluded.action_details,
           reaches_sensitive = excluded.reaches_sensitive, email_campaign_id = excluded.email_campaign_id`,
        [
          ...[ids[at], campaign.practiceId, campaign.id, now, at + 1, name ?? null, trigger.kind],
          ...[trigger.toStatuses ?? [], trigger.afterStep ? ids[trigger.afterStep - 1] : null],
          ...[trigger.delayMinutes ?? 0, kind, JSON.stringify(details), canKnowSensitiveMembers(unit.ctx.signedIn)],
          trigger.emailCampaignId ?? null,
        ],
      );
    }
    return ids;
  }

  async #retire(unit: UnitOfWork, { practiceId, id }: Campaign, stay: string[]): Promise<void> {
    await unit.sql(
      `with gone as (
         update campaign_steps set retired_at = $4
         where practice_id = $1 and campaign_id = $2 and retired_at is null and id <> all($3::uuid[]) returning id)
       update campaign_step_runs r set state = 'CANCELLED', reason = 'STEP_REMOVED'
       from gone where r.step_id = gone.id and r.state = 'WAITING'`,
      [practiceId, id, stay, this.ground.clock.now()],
    );
  }
}

/** Sets off the steps that begin with the campaign, for all who are in its audience. */
export async function beginSteps(unit: UnitOfWork, campaignId: string, at: Date): Promise<void> {
  await unit.sql('select campaign_steps_begin($1, $2, $3)', [unit.ctx.practiceId, campaignId, at]);
}

/** Takes back what a campaign that is over would still have done. */
export async function endSteps(unit: UnitOfWork, campaignId: string): Promise<void> {
  await unit.sql(
    `update campaign_step_runs set state = 'CANCELLED', reason = 'CAMPAIGN_OVER'
     where practice_id = $1 and campaign_id = $2 and state = 'WAITING'`,
    [unit.ctx.practiceId, campaignId],
  );
}

const stepsOf = (unit: UnitOfWork, campaignId: string) =>
  unit.sql<KnownStep>(
    'select id, trigger from campaign_steps where practice_id = $1 and campaign_id = $2 and retired_at is null',
    [unit.ctx.practiceId, campaignId],
  );

function assertRunning({ status }: Campaign): void {
  if (!isOver(status)) return;
  throw new ConflictError('CAMPAIGN_CLOSED', `The campaign is ${status}; it does nothing more.`, ['id']);
}

function assertKnown(steps: StepInput[], known: KnownStep[]): void {
  const at = steps.findIndex(step => step.id && !known.some(({ id }) => id === step.id));
  if (at < 0) return;
  throw ValidationError.at(['steps', String(at), 'id'], 'NOT_FOUND', 'The campaign has no such step.');
}

/** A campaign begins once: what is to happen then can't be added afterwards. */
function assertNotTooLate({ status }: Campaign, steps: StepInput[], known: KnownStep[]): void {
  if (!hasBegun(status)) return;
  const before = new Map(known.map(({ id, trigger }) => [id, trigger]));
  const at = steps.findIndex(
    ({ id, trigger }) => trigger.kind === 'CAMPAIGN_STARTED' && before.get(id ?? '') !== trigger.kind,
  );
  if (at < 0) return;
  throw ValidationError.at(
    ['steps', String(at), 'trigger', 'kind'],
    'INVALID',
    'The campaign has begun; MEMBER_JOINED sets off a step for those to come.',
  );
}

async function assertAssignees(unit: UnitOfWork, steps: StepInput[]): Promise<void> {
  for (const [at, { action }] of steps.entries()) {
    const path = ['steps', String(at), 'action'];
    await assertActiveStaff(unit, action.assignedToId, [...path, 'assignedToId']);
    await assertActiveStaff(unit, action.task?.assignedToId, [...path, 'task', 'assignedToId']);
  }
}

/** Sets off steps after a step for those members who took that one before it had a successor. */
async function catchUp(unit: UnitOfWork, ids: string[], now: Date): Promise<void> {
  await unit.sql(
    `insert into campaign_step_runs (practice_id, campaign_id, step_id, person_type, person_id, due_at)
     select r.practice_id, r.campaign_id, s.id, r.person_type, r.person_id,
       greatest(r.ran_at + s.delay_minutes * interval '1 minute', $2)
     from campaign_steps s join campaign_step_runs r on r.step_id = s.after_step_id and r.state = 'DONE'
     where s.id = any($1::uuid[]) on conflict do nothing`,
    [ids, now],
  );
}
