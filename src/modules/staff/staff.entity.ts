import { defineEntity, p } from '@mikro-orm/core';
import type { Role } from '../../platform/access/roles.js';
import { baseColumns } from '../../platform/database/columns.js';

const StaffMemberSchema = defineEntity({
  name: 'StaffMember',
  tableName: 'staff_members',
  properties: {
    ...baseColumns,
    email: p.string(),
    name: p.string(),
    roles: p.array<Role>(),
    isActive: p.boolean(),
    timeZone: p.string().nullable(),
    passwordHash: p.string().nullable(),
    sealedSecondFactor: p.string().nullable(),
    isSecondFactorConfirmed: p.boolean(),
    tokenEpoch: p.integer(),
    tokensValidFrom: p.datetime(3).nullable(),
    externalIssuer: p.string().nullable(),
    externalSubject: p.string().nullable(),
  },
});

/** A person who works at a practice and may sign in. */
export class StaffMember extends StaffMemberSchema.class {
  /** Tokens given out before are refused from now on. */
  endTokens(now: Date): void {
    this.tokenEpoch += 1;
    this.tokensValidFrom = now;
  }

  isOwner(): boolean {
    return this.isActive && this.roles.includes('OWNER');
  }
}
StaffMemberSchema.setClass(StaffMember);
