import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from './staff.type.js';

@ObjectType('ApiKey', {
  description: "A program's way in; its secret is shown once, when it is made.",
  simpleResolvers: true,
})
export class ApiKeyType {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String)
  name!: string;

  @Field(() => String, { description: 'The first characters of the secret.' })
  prefix!: string;

  @Field(() => [String], { description: 'What it may do, as `noun:action`.' })
  permissions!: string[];

  @Field(() => StaffMemberType, { nullable: true })
  createdBy!: StaffMemberType | null;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null: it does not end by itself.' })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'To the minute.' })
  lastUsedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  revokedAt!: Date | null;
}
