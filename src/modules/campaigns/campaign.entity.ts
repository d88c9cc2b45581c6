import { defineEntity, p } from '@mikro-orm/core';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { baseColumns } from '../../platform/database/columns.js';
import { setFields } from '../../platform/database/fields.js';
import { ConflictError, ValidationError } from '../../platform/errors/errors.js';
import { normalizeName } from '../../platform/reading/words.js';
import {
  assertStep,
  type CampaignStatus,
  type CampaignStep,
  campaignSteps,
  canStep,
  hasBegun,
} from './campaign.status.js';
import type { CampaignChannel, CampaignContent, CampaignType, Goal } from './campaign.vocabulary.js';

const CampaignSchema = defineEntity({
  name: 'Campaign',
  tableName: 'campaigns',
  properties: {
    ...baseColumns,
    name: p.text(),
    nameKey: p.text(),
    description: p.text().strictNullable(),
    type: p.text().$type<CampaignType>(),
    channels: p.array().$type<CampaignChannel[]>(),
    status: p.text().$type<CampaignStatus>(),
    startAt: p.datetime(3).strictNullable(),
    endAt: p.datetime(3).strictNullable(),
    hasLiveAudience: p.boolean(),
    goals: p.json().$type<Goal[]>(),
    budgetMinor: p.integer().strictNullable(),
    currency: p.string(),
    conversionValueMinor: p.integer().strictNullable(),
    content: p.json().$type<CampaignContent>().strictNullable(),
    ownerId: p.uuid().strictNullable(),
    utmCampaign: p.text().strictNullable(),
    scheduledAt: p.datetime(3).strictNullable(),
    activatedAt: p.datetime(3).strictNullable(),
    pausedAt: p.datetime(3).strictNullable(),
    completedAt: p.datetime(3).strictNullable(),
    cancelledAt: p.datetime(3).strictNullable(),
    archivedAt: p.datetime(3).strictNullable(),
    isOnLegalHold: p.boolean(),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
  },
});

/** The fields of a campaign that a person may set, as its columns hold them. */
const plainFields = [
  'name',
  'description',
  'type',
  'channels',
  'startAt',
  'endAt',
  'hasLiveAudience',
  'goals',
  'budgetMinor',
  'currency',
  'conversionValueMinor',
  'content',
  'ownerId',
  'utmCampaign',
] as const;
export type CampaignDetails = { [F in (typeof plainFields)[number]]?: Campaign[F] | undefined };

/** Which instant each step leaves behind. */
const stamps = {
  schedule: 'scheduledAt',
  activate: 'activatedAt',
  pause: 'pausedAt',
  resume: null,
  complete: 'completedAt',
  cancel: 'cancelledAt',
} as const satisfies Record<CampaignStep, keyof Campaign | null>;

/** An effort to be found or remembered: whom it reaches, when, at what cost. */
export class Campaign extends CampaignSchema.class {
  /** Sets the fields that are present; answers what changed. */
  applyDetails(details: CampaignDetails, now: Date): AuditChanges {
    const changes = setFields(this, plainFields, details);
    this.nameKey = normalizeName(this.name);
    if ('startAt' in changes) assertStart(this, now);
    if (('startAt' in changes || 'endAt' in changes) && this.startAt && this.endAt && this.endAt <= this.startAt) {
      throw ValidationError.at('endAt', 'OUT_OF_RANGE', 'A campaign ends after it starts.');
    }
    return changes;
  }

  /** Whether the clock is to take the step by now. */
  isDue(step: 'activate' | 'complete', now: Date): boolean {
    if (this.deletedAt) return false;
    const at = step === 'activate' ? this.startAt : this.endAt;
    const isWaiting = step === 'activate' ? this.status === 'SCHEDULED' : this.canStep('complete');
    return isWaiting && at !== null && at <= now;
  }

  canStep(step: CampaignStep): boolean {
    return canStep(step, this.status);
  }

  /** Takes a step of the machine; answers what changed. @throws ConflictError INVALID_TRANSITION. */
  step(step: CampaignStep, now: Date): AuditChanges {
    const from = this.status;
    assertStep(step, from);
    if (step === 'schedule') assertFutureStart(this, now);
    const { to } = campaignSteps[step];
    this.status = to;
    const stamp = stamps[step];
    // A campaign that goes on after a pause began when it first did.
    if (stamp && !(stamp === 'activatedAt' && this.activatedAt)) this[stamp] = now;
    if (to === 'ACTIVE') this.pausedAt = null;
    this.updatedAt = now;
    return { status: { from, to } };
  }

  /** Puts it away, or takes it out again; answers what changed. */
  putAway(isArchived: boolean, now: Date): AuditChanges {
    if (this.status === 'ACTIVE' && isArchived) {
      throw new ConflictError('CAMPAIGN_ACTIVE', 'Pause or complete the campaign first, then put it away.', ['id']);
    }
    const from = this.archivedAt;
    if (isArchived === (from !== null)) return {};
    Object.assign(this, { archivedAt: isArchived ? now : null, updatedAt: now });
    return { archivedAt: { from, to: this.archivedAt } };
  }

  /** Takes the campaign out of sight; it can be restored for a while. */
  remove(by: string | null, at: Date): void {
    if (this.status === 'ACTIVE') {
      throw new ConflictError('CAMPAIGN_ACTIVE', 'Pause or complete the campaign first, then delete it.', ['id']);
    }
    Object.assign(this, { deletedAt: at, deletedById: by, updatedAt: at });
  }

  /** Brings the campaign back; one whose start passed meanwhile is a draft again. Answers what changed. */
  comeBack(now: Date): AuditChanges {
    Object.assign(this, { deletedAt: null, deletedById: null, updatedAt: now });
    if (!this.isDue('activate', now)) return {};
    this.status = 'DRAFT';
    return { status: { from: 'SCHEDULED', to: 'DRAFT' } };
  }
}
CampaignSchema.setClass(Campaign);

function assertStart(campaign: Campaign, now: Date): void {
  if (hasBegun(campaign.status)) {
    const message = `A campaign that is ${campaign.status} has begun; its start stays.`;
    throw new ConflictError('CONFLICT', message, ['startAt']);
  }
  if (campaign.status === 'SCHEDULED') assertFutureStart(campaign, now);
}

function assertFutureStart({ startAt }: Campaign, now: Date): void {
  if (!startAt) throw ValidationError.at('startAt', 'REQUIRED', 'A campaign that is scheduled needs its start.');
  if (startAt <= now) throw ValidationError.at('startAt', 'OUT_OF_RANGE', 'The start must lie in the future.');
}

const ExpenseSchema = defineEntity({
  name: 'CampaignExpense',
  tableName: 'campaign_expenses',
  properties: {
    ...baseColumns,
    campaignId: p.uuid(),
    spentOn: p.date(),
    amountMinor: p.integer(),
    category: p.text().strictNullable(),
    note: p.text().strictNullable(),
  },
});

/** Money spent on a campaign, or taken back. */
export class CampaignExpense extends ExpenseSchema.class {}
ExpenseSchema.setClass(CampaignExpense);
