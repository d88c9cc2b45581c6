import { GraphQLJSON, GraphQLJSONObject } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { auditActions, auditOutcomes } from '../../../platform/audit/audit.vocabulary.js';
import { type AuditTampering, auditTamperings } from '../../../platform/audit/audit-fault.js';
import { connectionOf } from '../../../platform/graphql/connection.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';

export const AuditActions = enumOf('AuditAction', auditActions, 'What a call did.', {
  CALL: 'A call that got no further than the door.',
  VERIFY: 'The log itself was checked.',
});
export const AuditOutcomes = enumOf('AuditOutcome', auditOutcomes, 'How a call ended.', {
  DENIED: 'Not signed in, or not allowed.',
  FAILED: 'Refused by a rule, or broken.',
  LIMITED: 'Too many calls.',
});
const AuditTamperings = enumOf('AuditTampering', auditTamperings, "What was done behind the application's back.", {
  CHANGED: 'The row is no longer as it was written.',
  REMOVED: 'The row is gone.',
  SWAPPED: "Another row stands in the row's place.",
  INSERTED: 'The application never wrote the row.',
  CUT_OFF: 'The log went on from here once, and ends or differs now.',
});

@ObjectType('AuditChange', { description: 'One field that a change touched.', simpleResolvers: true })
export class AuditChangeType {
  @Field(() => String, { description: 'Name of the changed field.' })
  field!: string;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Value before; never that of a protected field.' })
  from!: unknown;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Value after; never that of a protected field.' })
  to!: unknown;

  @Field(() => Boolean, { description: 'Whether the field is protected, so that its values are not kept here.' })
  isProtected!: boolean;
}

@ObjectType('AuditEntry', { description: 'One row of the audit log: who did or saw what.', simpleResolvers: true })
export class AuditEntryType {
  @Field(() => ID, { description: 'Unique id; never given again.' })
  id!: string;

  @Field(() => String, { description: 'Place in the log; places between may be of other practices, or unused.' })
  seq!: string;

  @Field(() => DateTime, { description: 'When it happened, in UTC.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'STAFF, API_KEY, SYSTEM, or null when nobody had signed in.' })
  actorKind!: string | null;

  @Field(() => ID, { nullable: true, description: 'Who acted: a staff member, an API key or the practice itself.' })
  actorId!: string | null;

  @Field(() => [String], { description: "The actor's roles at the time." })
  roles!: string[];

  @Field(() => ID, { nullable: true, description: 'Session of the actor.' })
  sessionId!: string | null;

  @Field(() => ID, { nullable: true, description: 'Device of the actor.' })
  deviceId!: string | null;

  @Field(() => String, { nullable: true, description: 'Address the call came from.' })
  ip!: string | null;

  @Field(() => String, { nullable: true, description: 'Program the call came from.' })
  userAgent!: string | null;

  @Field(() => String, { description: 'The door: graphql, rest, socket, worker, webhook, cli or form.' })
  channel!: string;

  @Field(() => String, { description: 'The use case, the same word through every door.' })
  operation!: string;

  @Field(() => AuditActions, { description: 'What kind of act it was.' })
  action!: string;

  @Field(() => String, { description: 'On what kind of record.' })
  objectType!: string;

  @Field(() => [ID], { description: 'Every row that was changed or shown.' })
  objectIds!: string[];

  @Field(() => [AuditChangeType], { description: 'What changed; empty for a read.' })
  changes!: AuditChangeType[];

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: 'Unprotected circumstances, such as the fields a filter named.',
  })
  details!: Record<string, unknown> | null;

  @Field(() => AuditOutcomes, { description: 'How it ended.' })
  outcome!: string;

  @Field(() => String, { nullable: true, description: 'The error code of a call that was refused or failed.' })
  code!: string | null;

  @Field(() => String, { description: 'The call it was part of.' })
  requestId!: string;

  @Field(() => String, { nullable: true, description: 'Why an exceptional access was made.' })
  reason!: string | null;
}

export const AuditEntryConnectionType = connectionOf(AuditEntryType, 'AuditEntry');

@ObjectType('AuditFault', { description: 'The first row that is not as it was written.', simpleResolvers: true })
export class AuditFaultType {
  @Field(() => AuditTamperings, { description: 'What is wrong with it.' })
  reason!: AuditTampering;

  @Field(() => String, { description: 'Place in the log.' })
  seq!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The row's id; null when it is lost, or the row is another practice's.",
  })
  id!: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the sealed block that is itself altered or gone.' })
  block!: string | null;
}

@ObjectType('AuditVerification', { description: 'What a check of the whole audit log found.', simpleResolvers: true })
export class AuditVerificationType {
  @Field(() => Boolean, { description: 'Whether every row is as the application wrote it, and none is missing.' })
  isSound!: boolean;

  @Field(() => DateTime, { description: 'When the log was verified.' })
  verifiedAt!: Date;

  @Field(() => Boolean, { description: 'Whether signed heads outside the database were there to tell a cut end by.' })
  isEndWitnessed!: boolean;

  @Field(() => AuditFaultType, {
    nullable: true,
    description: 'The first row that is not as it was written; null when all are.',
  })
  firstFault!: AuditFaultType | null;
}
