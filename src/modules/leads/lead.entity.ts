import { defineEntity, p } from '@mikro-orm/core';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { baseColumns } from '../../platform/database/columns.js';
import { setFields } from '../../platform/database/fields.js';
import { ConflictError, ValidationError } from '../../platform/errors/errors.js';
import { nameKeyOf } from './lead.name.js';
import { assertTransition, isClosed, isOpen, type LeadStatus } from './lead.status.js';
import type { ContactMethod, InsuranceStatus, LeadSource, LeadStage, Utm } from './lead.vocabulary.js';

const LeadSchema = defineEntity({
  name: 'Lead',
  tableName: 'leads',
  properties: {
    ...baseColumns,
    createdById: p.uuid().strictNullable(),
    firstName: p.text().strictNullable(),
    lastName: p.text().strictNullable(),
    preferredName: p.text().strictNullable(),
    pronouns: p.text().strictNullable(),
    nameKey: p.text(),
    sealedEmail: p.text().strictNullable(),
    emailIndex: p.text().strictNullable(),
    sealedContactDetails: p.text().strictNullable(),
    phoneIndex: p.text().strictNullable(),
    sealedClinical: p.text().strictNullable(),
    sealedInsurance: p.text().strictNullable(),
    insuranceStatus: p.text().$type<InsuranceStatus>(),
    insuranceVerifiedAt: p.datetime(3).strictNullable(),
    isSelfPay: p.boolean().strictNullable(),
    timeZone: p.text().strictNullable(),
    preferredContactMethod: p.text().$type<ContactMethod>().strictNullable(),
    okToEmail: p.boolean(),
    okToText: p.boolean(),
    okToVoicemail: p.boolean(),
    source: p.text().$type<LeadSource>(),
    sourceDetail: p.text().strictNullable(),
    utm: p.json().$type<Utm>().strictNullable(),
    landingPage: p.text().strictNullable(),
    referredById: p.uuid().strictNullable(),
    campaignId: p.uuid().strictNullable(),
    status: p.text().$type<LeadStatus>(),
    lostReason: p.text().strictNullable(),
    stage: p.text().$type<LeadStage>(),
    assignedToId: p.uuid().strictNullable(),
    tags: p.array().$type<string[]>(),
    nextFollowUpAt: p.datetime(3).strictNullable(),
    followUpRaisedFor: p.datetime(3).strictNullable(),
    responseRaisedAt: p.datetime(3).strictNullable(),
    firstRespondedAt: p.datetime(3).strictNullable(),
    convertedAt: p.datetime(3).strictNullable(),
    clientId: p.uuid().strictNullable(),
    importId: p.uuid().strictNullable(),
    importRow: p.integer().strictNullable(),
    mergedIntoId: p.uuid().strictNullable(),
    isOnLegalHold: p.boolean(),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
  },
});

/** The fields of a lead that stand in columns of their own and may be set by a person. */
export const plainFields = [
  'firstName',
  'lastName',
  'preferredName',
  'pronouns',
  'isSelfPay',
  'timeZone',
  'preferredContactMethod',
  'okToEmail',
  'okToText',
  'okToVoicemail',
  'source',
  'sourceDetail',
  'utm',
  'landingPage',
  'referredById',
  'campaignId',
  'stage',
  'assignedToId',
  'tags',
  'nextFollowUpAt',
] as const;
type PlainField = (typeof plainFields)[number];
export type PlainDetails = { [F in PlainField]?: Lead[F] | undefined };

/** A potential client of the practice, from the first inquiry to conversion. */
export class Lead extends LeadSchema.class {
  get isOpen(): boolean {
    return isOpen(this.status);
  }

  get isConverted(): boolean {
    return this.status === 'CONVERTED';
  }

  /** Sets the fields that are present; answers what changed. */
  applyDetails(details: PlainDetails): AuditChanges {
    const changes = setFields(this, plainFields, details);
    // Self-pay belongs to the insurance class of fields, which auditors may not read.
    if (changes.isSelfPay) changes.isSelfPay = true;
    this.nameKey = nameKeyOf(this.lastName, this.firstName, this.preferredName);
    return changes;
  }

  /** Moves the status as the machine allows; giving a lead up needs a reason, taking it up again forgets it. */
  changeStatus(to: LeadStatus | undefined, reason: string | null | undefined): AuditChanges {
    const from = this.status;
    const status = to ?? from;
    assertTransition(from, status);
    const lostReason = isClosed(status) ? (reason === undefined ? (this.lostReason ?? null) : reason) : null;
    if (isClosed(status) && !lostReason) {
      throw ValidationError.at('lostReason', 'REQUIRED', `A lead that becomes ${status} needs a reason.`);
    }
    if (reason && !isClosed(status)) {
      throw ValidationError.at(
        'lostReason',
        'INVALID',
        `Only an UNQUALIFIED or LOST lead has a reason, not a ${status} one.`,
      );
    }
    const changes: AuditChanges = {};
    if (status !== from) changes.status = { from, to: status };
    if (lostReason !== (this.lostReason ?? null))
      changes.lostReason = { from: this.lostReason ?? null, to: lostReason };
    Object.assign(this, { status, lostReason });
    return changes;
  }

  /** Notes that the practice reached out; the first time answers the inquiry. */
  noteOutreach(at: Date): AuditChanges {
    const changes: AuditChanges = {};
    if (!this.firstRespondedAt) {
      changes.firstRespondedAt = { from: null, to: at };
      this.firstRespondedAt = at;
    }
    return this.status === 'NEW' ? { ...changes, ...this.changeStatus('CONTACTED', undefined) } : changes;
  }

  /** Takes the lead out of sight; it can be restored for a while. */
  remove(by: string | null, at: Date): void {
    if (this.isConverted) throw new ConflictError('LEAD_CONVERTED', "A converted lead can't be deleted.", ['id']);
    Object.assign(this, { deletedAt: at, deletedById: by });
  }
}
LeadSchema.setClass(Lead);
