import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from './staff.type.js';

@ObjectType('Session', { description: 'An open sign-in.', simpleResolvers: true })
export class SessionType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => StaffMemberType, { nullable: true, description: 'Whose it is.' })
  staff!: StaffMemberType | null;

  @Field(() => ID, { nullable: true, description: 'What it was opened from.' })
  deviceId!: string | null;

  @Field(() => String, { nullable: true, description: 'The address it was opened from.' })
  ip!: string | null;

  @Field(() => String, { nullable: true, description: 'The program it was opened with, as it calls itself.' })
  userAgent!: string | null;

  @Field(() => DateTime, { description: 'When it was opened.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'The last refresh.' })
  lastUsedAt!: Date;

  @Field(() => DateTime, { description: 'It ends then, however often it is refreshed.' })
  expiresAt!: Date;
}

@ObjectType('Device', {
  description: 'What someone signs in from, as far as it tells of itself.',
  simpleResolvers: true,
})
export class DeviceType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => StaffMemberType, { nullable: true, description: 'Who uses it.' })
  staff!: StaffMemberType | null;

  @Field(() => String, { nullable: true, description: 'The last address it was seen from.' })
  ip!: string | null;

  @Field(() => [String], { description: 'Every address it was seen from, newest first; at most 50.' })
  addresses!: string[];

  @Field(() => String, { nullable: true, description: 'The program it was opened with, as it calls itself.' })
  userAgent!: string | null;

  @Field(() => DateTime, { description: 'When it was first used.' })
  firstSeenAt!: Date;

  @Field(() => DateTime, { description: 'When it was last used, to five minutes.' })
  lastSeenAt!: Date;
}
