import { defineEntity, p } from '@mikro-orm/core';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { baseColumns } from '../../platform/database/columns.js';
import { setFields } from '../../platform/database/fields.js';
import { ValidationError } from '../../platform/errors/errors.js';
import { normalizeName } from '../../platform/reading/words.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';
import {
  assertStep,
  canStep,
  type EmailCampaignStatus,
  type EmailCampaignStep,
  emailCampaignSteps,
} from './email-campaign.status.js';
import type { PauseReason, Tracking } from './email-campaign.vocabulary.js';

/** What is sent, as it was when sending began. */
export interface FrozenContent {
  subject: string;
  preheader: string | null;
  html: string;
  text: string | null;
  /** The number of the template's version it came from, if it did. */
  templateVersion: number | null;
}

const EmailCampaignSchema = defineEntity({
  name: 'EmailCampaign',
  tableName: 'email_campaigns',
  properties: {
    ...baseColumns,
    name: p.text(),
    nameKey: p.text(),
    campaignId: p.uuid().strictNullable(),
    templateId: p.uuid().strictNullable(),
    purpose: p.text().$type<MailPurpose>().strictNullable(),
    subject: p.text().strictNullable(),
    preheader: p.text().strictNullable(),
    html: p.text().strictNullable(),
    text: p.text().strictNullable(),
    fromName: p.text().strictNullable(),
    fromEmail: p.text().strictNullable(),
    replyTo: p.text().strictNullable(),
    tracking: p.json().$type<Tracking>(),
    topicKey: p.text().strictNullable(),
    status: p.text().$type<EmailCampaignStatus>(),
    scheduledAt: p.datetime(3).strictNullable(),
    timeZone: p.text().strictNullable(),
    pauseReason: p.json().$type<PauseReason>().strictNullable(),
    frozenContent: p.json().$type<FrozenContent>().strictNullable(),
    frozenAt: p.datetime(3).strictNullable(),
    sendingSince: p.datetime(3).strictNullable(),
    pausedAt: p.datetime(3).strictNullable(),
    sentAt: p.datetime(3).strictNullable(),
    cancelledAt: p.datetime(3).strictNullable(),
    isSensitive: p.boolean(),
    isTriggered: p.boolean(),
    archivedAt: p.datetime(3).strictNullable(),
    isOnLegalHold: p.boolean(),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
  },
});

/** The fields of an email campaign that a person may set, as its columns hold them. */
const plainFields = [
  'name',
  'campaignId',
  'templateId',
  'purpose',
  'subject',
  'preheader',
  'html',
  'text',
  'fromName',
  'fromEmail',
  'replyTo',
  'tracking',
  'topicKey',
] as const;
export type EmailCampaignDetails = { [F in (typeof plainFields)[number]]?: EmailCampaign[F] | undefined };

/** One message to many: what it says, to whom and when. */
export class EmailCampaign extends EmailCampaignSchema.class {
  /** Sets the fields that are present; answers what changed. */
  applyDetails(details: EmailCampaignDetails): AuditChanges {
    const changes = setFields(this, plainFields, details);
    this.nameKey = normalizeName(this.name);
    return changes;
  }

  canStep(step: EmailCampaignStep): boolean {
    return canStep(step, this.status);
  }

  /** Whether the clock is to start it by now. */
  isDue(now: Date): boolean {
    return !this.deletedAt && this.status === 'SCHEDULED' && this.scheduledAt !== null && this.scheduledAt <= now;
  }

  /** Takes a step of the machine; answers what changed. `why` says why it is paused. @throws ConflictError. */
  step(step: EmailCampaignStep, now: Date, why: PauseReason | null = null): AuditChanges {
    const from = this.status;
    assertStep(step, from);
    const { to } = emailCampaignSteps[step];
    this.status = to;
    this.pauseReason = to === 'PAUSED' ? why : null;
    this.pausedAt = to === 'PAUSED' ? now : null;
    if (to === 'SENDING') this.sendingSince ??= now;
    if (to === 'SENT') this.sentAt = now;
    if (to === 'CANCELLED') this.cancelledAt = now;
    this.updatedAt = now;
    return from === to ? {} : { status: { from, to } };
  }

  /** Lets the clock start it at this time. @throws ValidationError, ConflictError INVALID_TRANSITION. */
  schedule(at: Date, timeZone: string, now: Date): AuditChanges {
    assertStep('schedule', this.status);
    if (at <= now) throw ValidationError.at('scheduledAt', 'OUT_OF_RANGE', 'The time must lie in the future.');
    const times = setFields(this, ['scheduledAt', 'timeZone'], { scheduledAt: at, timeZone });
    return { ...this.step('schedule', now), ...times };
  }

  /** Puts it away, or takes it out again; answers what changed. */
  putAway(isArchived: boolean, now: Date): AuditChanges {
    const from = this.archivedAt;
    if (isArchived === (from !== null)) return {};
    Object.assign(this, { archivedAt: isArchived ? now : null, updatedAt: now });
    return { archivedAt: { from, to: this.archivedAt } };
  }

  /** Takes it out of sight; it can be restored for a while. */
  remove(by: string | null, at: Date): void {
    Object.assign(this, { deletedAt: at, deletedById: by, updatedAt: at });
  }

  /** Brings it back; one whose time passed meanwhile is a draft again. Answers what changed. */
  comeBack(now: Date): AuditChanges {
    Object.assign(this, { deletedAt: null, deletedById: null, updatedAt: now });
    if (!this.isDue(now)) return {};
    Object.assign(this, { status: 'DRAFT', scheduledAt: null, timeZone: null });
    return { status: { from: 'SCHEDULED', to: 'DRAFT' } };
  }
}
EmailCampaignSchema.setClass(EmailCampaign);
