import { defineEntity, p } from '@mikro-orm/core';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { baseColumns } from '../../platform/database/columns.js';
import { setFields } from '../../platform/database/fields.js';
import { assertTransition, type ReferralStatus } from './referral.status.js';
import type { ReferralDirection } from './referral.vocabulary.js';

const ReferralSchema = defineEntity({
  name: 'Referral',
  tableName: 'referrals',
  properties: {
    ...baseColumns,
    createdById: p.uuid().strictNullable(),
    direction: p.text().$type<ReferralDirection>(),
    contactId: p.uuid(),
    leadId: p.uuid().strictNullable(),
    receivedAt: p.datetime(3),
    acknowledgementDueAt: p.datetime(3).strictNullable(),
    status: p.text().$type<ReferralStatus>(),
    sealedDetails: p.text().strictNullable(),
    acknowledgedAt: p.datetime(3).strictNullable(),
    acknowledgedById: p.uuid().strictNullable(),
    outcomeSharedAt: p.datetime(3).strictNullable(),
    outcomeSharedById: p.uuid().strictNullable(),
    taskRaisedFor: p.datetime(3).strictNullable(),
    isOnLegalHold: p.boolean(),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
  },
});

const plainFields = ['direction', 'contactId', 'leadId', 'receivedAt', 'acknowledgementDueAt'] as const;
type PlainDetails = { [F in (typeof plainFields)[number]]?: Referral[F] | undefined };

/** That one side sent a person to the other, and what came of it. */
export class Referral extends ReferralSchema.class {
  /** Whether somebody still waits for the practice to say that it has heard. */
  get isAwaited(): boolean {
    return this.direction === 'INBOUND' && this.status === 'RECEIVED' && !this.deletedAt;
  }

  /** Sets the fields that are present; answers what changed. */
  applyDetails(details: PlainDetails): AuditChanges {
    return setFields<Referral, (typeof plainFields)[number]>(this, plainFields, details);
  }

  /** Moves the status as the machine allows; the first time past RECEIVED, save a refusal, acknowledges it. */
  moveTo(status: ReferralStatus, by: string | null, at: Date): AuditChanges {
    const from = this.status;
    assertTransition(from, status);
    if (status === from) return {};
    this.status = status;
    return { status: { from, to: status }, ...this.acknowledge(by, at) };
  }

  /** Says when and by whom it was acknowledged, unless that is said, or nothing was. */
  acknowledge(by: string | null, at: Date): AuditChanges {
    if (this.acknowledgedAt || this.status === 'RECEIVED' || this.status === 'DECLINED') return {};
    Object.assign(this, { acknowledgedAt: at, acknowledgedById: by });
    return { acknowledgedAt: { from: null, to: at } };
  }
}
ReferralSchema.setClass(Referral);
