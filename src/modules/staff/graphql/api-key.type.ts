import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from './staff.type.js';

@ObjectType('ApiKey', {
  description: "A program's way in; its secret is shown once, when it is made.",
  simpleResolvers: true,
})
export class ApiKeyType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Grows with each change.' })
  version!: number;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => String, { description: 'The first characters of the secret.' })
  prefix!: string;

  @Field(() => [String], { description: 'What it may do, as `noun:action`.' })
  permissions!: string[];

  @Field(() => StaffMemberType, { nullable: true, description: 'Who made it.' })
  createdBy!: StaffMemberType | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null: it does not end by itself.' })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'To the minute.' })
  lastUsedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was ended by a person.' })
  revokedAt!: Date | null;
}
