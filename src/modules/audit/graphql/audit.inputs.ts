import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import type { AuditFilterInput as Given } from '../audit.rules.js';
import { AuditActions, AuditOutcomes } from './audit.type.js';

@InputType('AuditFilter', { description: 'Narrows the audit log; all that is given must hold.' })
export class AuditFilterInput implements Given {
  @Field(() => ID, { nullable: true })
  actorId?: string | null;

  @Field(() => [AuditActions], { nullable: true })
  action?: Given['action'];

  @Field(() => [AuditOutcomes], { nullable: true })
  outcome?: Given['outcome'];

  @Field(() => String, { nullable: true, description: 'The use case: `updateLead`.' })
  operation?: string | null;

  @Field(() => String, { nullable: true, description: '`LEAD`, `TASK`, …' })
  objectType?: string | null;

  @Field(() => ID, { nullable: true, description: 'Rows that name this object, also as one shown along with others.' })
  objectId?: string | null;

  @Field(() => String, { nullable: true })
  requestId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The door: graphql, rest, socket, worker, webhook, cli or form.',
  })
  channel?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'From this instant on.' })
  from?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Before this instant.' })
  to?: string | null;
}

@ArgsType()
export class AuditLogArgs extends PageArgs {
  @Field(() => AuditFilterInput, { nullable: true })
  filter?: AuditFilterInput | null;
}

@ArgsType()
export class DisclosuresArgs extends PageArgs {
  @Field(() => ID, { description: 'The lead, contact or client.' })
  personId!: string;
}
