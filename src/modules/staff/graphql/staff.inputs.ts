import { Field, InputType } from 'type-graphql';
import type { z } from 'zod';
import type { Role } from '../../../platform/access/roles.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import type * as rules from '../staff.rules.js';
import { Roles } from './staff.type.js';

@InputType('SignInInput', { description: 'Who signs in.' })
export class SignInInput implements z.input<typeof rules.SignIn> {
  @Field(() => String, { description: 'The address they sign in with.' })
  email!: string;

  @Field(() => String, { description: 'The password.' })
  password!: string;

  @Field(() => String, { nullable: true, description: 'The six digits of the authenticator, where one is in use.' })
  secondFactor?: string | null;
}

@InputType('RefreshSessionInput', { description: 'The refresh token; good once.' })
export class RefreshSessionInput implements z.input<typeof rules.RefreshSession> {
  @Field(() => String, { description: 'As the last sign-in or refresh gave it.' })
  refreshToken!: string;
}

@InputType('ChangePasswordInput', { description: "The viewer's password and the new one." })
export class ChangePasswordInput implements z.input<typeof rules.ChangePassword> {
  @Field(() => String, { description: 'The one in use.' })
  currentPassword!: string;

  @Field(() => String, { description: 'At least 10 characters.' })
  newPassword!: string;
}

@InputType('EnrolSecondFactorInput', { description: 'Needed only to replace a second factor in use.' })
export class EnrolSecondFactorInput implements z.input<typeof rules.EnrolSecondFactor> {
  @Field(() => String, { nullable: true, description: 'A code of the one in use.' })
  secondFactor?: string | null;
}

@InputType('ConfirmSecondFactorInput', { description: 'The first code of the new authenticator.' })
export class ConfirmSecondFactorInput implements z.input<typeof rules.ConfirmSecondFactor> {
  @Field(() => String, { description: 'Six digits.' })
  code!: string;
}

@InputType('CreateStaffMemberInput', { description: 'A new account.' })
export class CreateStaffMemberInput implements z.input<typeof rules.CreateStaffMember> {
  @Field(() => String, { description: 'The address they sign in with.' })
  email!: string;

  @Field(() => String, { description: 'As colleagues see it.' })
  name!: string;

  @Field(() => [Roles], { description: 'What they do at the practice.' })
  roles!: Role[];

  @Field(() => String, { nullable: true, description: 'Without one the account signs in through the external issuer.' })
  password?: string | null;

  @Field(() => String, { nullable: true, description: 'IANA name: `America/New_York`.' })
  timeZone?: string | null;
}

@InputType('UpdateStaffMemberInput', { description: 'What to change; absent fields stay.' })
export class UpdateStaffMemberInput implements z.input<typeof rules.UpdateStaffMember> {
  @Field(() => String, { nullable: true, description: 'The address they sign in with.' })
  email?: string;

  @Field(() => String, { nullable: true, description: 'As colleagues see it.' })
  name?: string;

  @Field(() => [Roles], { nullable: true, description: 'All roles from now on; tokens of before are refused.' })
  roles?: Role[];

  @Field(() => String, { nullable: true, description: 'A new password; every session of the member ends.' })
  password?: string;

  @Field(() => String, { nullable: true, description: "IANA name; null means the practice's." })
  timeZone?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True opens a closed account again.' })
  isActive?: boolean;
}

@InputType('CreateApiKeyInput', { description: 'A new key.' })
export class CreateApiKeyInput implements Omit<z.input<typeof rules.CreateApiKey>, 'expiresAt'> {
  @Field(() => String, { description: 'As colleagues see it.' })
  name!: string;

  @Field(() => [String], { description: 'What it may do, as `noun:action`: `lead:read`.' })
  permissions!: string[];

  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself.' })
  expiresAt?: string | null;
}
