import { Field, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { ApiKeyType } from './api-key.type.js';
import { NotificationType } from './notification.type.js';
import { StaffMemberType } from './staff.type.js';
import { ViewerType } from './viewer.type.js';

const simple = { simpleResolvers: true };

@ObjectType({ simpleResolvers: true })
abstract class TokensPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'Send it as `Authorization: Bearer …`; good for 15 minutes.' })
  accessToken!: string | null;

  @Field(() => String, { nullable: true, description: 'Good for one refresh; a second use ends the session.' })
  refreshToken!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the access token ends.' })
  expiresAt!: Date | null;
}

@ObjectType('SignInPayload', { ...simple, description: 'Tokens of a new session.' })
export class SignInPayload extends TokensPayload {
  @Field(() => ViewerType, { nullable: true, description: 'Who the caller is.' })
  viewer!: ViewerType | null;
}

@ObjectType('RefreshSessionPayload', { ...simple, description: 'The next tokens of the session.' })
export class RefreshSessionPayload extends TokensPayload {}

@ObjectType('ChangePasswordPayload', { ...simple, description: 'Tokens of a new session; every other one has ended.' })
export class ChangePasswordPayload extends TokensPayload {}

@ObjectType('SignOutPayload', { ...simple, description: 'What came of `signOut`.' })
export class SignOutPayload extends Payload {
  @Field(() => Boolean, { nullable: true, description: 'True: the session has ended.' })
  isSignedOut!: boolean | null;
}

@ObjectType('RevokeSessionPayload', { ...simple, description: 'What came of `revokeSession`.' })
export class RevokeSessionPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'The session that has ended.' })
  sessionId!: string | null;
}

@ObjectType('EnrolSecondFactorPayload', { ...simple, description: 'The secret for an authenticator app, shown once.' })
export class EnrolSecondFactorPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'To type in: base32.' })
  secret!: string | null;

  @Field(() => String, { nullable: true, description: 'To show as a QR code.' })
  otpauthUri!: string | null;
}

@ObjectType('ConfirmSecondFactorPayload', { ...simple, description: 'What came of `confirmSecondFactor`.' })
export class ConfirmSecondFactorPayload extends Payload {
  @Field(() => ViewerType, { nullable: true, description: 'Who the caller is.' })
  viewer!: ViewerType | null;
}

@ObjectType({ simpleResolvers: true })
abstract class StaffMemberPayload extends Payload {
  @Field(() => StaffMemberType, { nullable: true, description: 'The account as it is now.' })
  staffMember!: StaffMemberType | null;
}

@ObjectType('CreateStaffMemberPayload', { ...simple, description: 'What came of `createStaffMember`.' })
export class CreateStaffMemberPayload extends StaffMemberPayload {}

@ObjectType('UpdateStaffMemberPayload', { ...simple, description: 'What came of `updateStaffMember`.' })
export class UpdateStaffMemberPayload extends StaffMemberPayload {}

@ObjectType('DeactivateStaffMemberPayload', { ...simple, description: 'What came of `deactivateStaffMember`.' })
export class DeactivateStaffMemberPayload extends StaffMemberPayload {}

@ObjectType('CreateApiKeyPayload', { ...simple, description: 'The new key and its secret.' })
export class CreateApiKeyPayload extends Payload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The key as it is now.' })
  apiKey!: ApiKeyType | null;

  @Field(() => String, { nullable: true, description: 'Send it as `X-API-Key`. It is shown here only.' })
  secret!: string | null;
}

@ObjectType('RevokeApiKeyPayload', { ...simple, description: 'What came of `revokeApiKey`.' })
export class RevokeApiKeyPayload extends Payload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The key as it is now.' })
  apiKey!: ApiKeyType | null;
}

@ObjectType('MarkNotificationReadPayload', { ...simple, description: 'What came of `markNotificationRead`.' })
export class MarkNotificationReadPayload extends Payload {
  @Field(() => NotificationType, { nullable: true, description: 'The notification as it is now.' })
  notification!: NotificationType | null;
}
