import { Field, ID, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/graphql/payload.js';
import type { TestResult } from '../email-campaign.test-mail.js';
import { EmailCampaignType } from './email-campaign.type.js';
import { TestStates } from './email-campaign-words.type.js';

/** The payload of a change that answers the email campaign alone: `SendEmailCampaignPayload`. */
function payloadOf(name: string, whatCame: string) {
  @ObjectType(`${name}Payload`, { simpleResolvers: true, description: `What came of ${whatCame} an email campaign.` })
  class EmailCampaignPayload extends Payload {
    @Field(() => EmailCampaignType, { nullable: true, description: 'The email campaign as it is now.' })
    emailCampaign!: EmailCampaignType | null;
  }
  return EmailCampaignPayload;
}

export const CreateEmailCampaignPayload = payloadOf('CreateEmailCampaign', 'adding');
export const UpdateEmailCampaignPayload = payloadOf('UpdateEmailCampaign', 'changing');
export const RestoreEmailCampaignPayload = payloadOf('RestoreEmailCampaign', 'restoring');
export const ArchiveEmailCampaignPayload = payloadOf('ArchiveEmailCampaign', 'putting away');
export const UnarchiveEmailCampaignPayload = payloadOf('UnarchiveEmailCampaign', 'taking out again');
export const ScheduleEmailCampaignPayload = payloadOf('ScheduleEmailCampaign', 'scheduling');
export const SendEmailCampaignPayload = payloadOf('SendEmailCampaign', 'sending');
export const PauseEmailCampaignPayload = payloadOf('PauseEmailCampaign', 'pausing');
export const ResumeEmailCampaignPayload = payloadOf('ResumeEmailCampaign', 'resuming');
export const CancelEmailCampaignPayload = payloadOf('CancelEmailCampaign', 'cancelling');

@ObjectType('DeleteEmailCampaignPayload', {
  simpleResolvers: true,
  description: 'What came of deleting an email campaign.',
})
export class DeleteEmailCampaignPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the email campaign that is gone.' })
  deletedEmailCampaignId!: string | null;

  @Field(() => EmailCampaignType, { nullable: true, description: 'The email campaign as it was.' })
  emailCampaign!: EmailCampaignType | null;
}

@ObjectType('TestEmailResult', { simpleResolvers: true, description: 'What became of a test to one address.' })
export class TestEmailResultType implements TestResult {
  @Field(() => String, { description: 'The address.' })
  to!: string;

  @Field(() => TestStates, { description: 'What became of it.' })
  state!: TestResult['state'];

  @Field(() => String, { nullable: true, description: 'Why, where it was not sent.' })
  message!: string | null;
}

@ObjectType('SendTestEmailPayload', { simpleResolvers: true, description: 'What came of a test.' })
export class SendTestEmailPayload extends Payload {
  @Field(() => EmailCampaignType, { nullable: true, description: 'The email campaign; its figures know of no test.' })
  emailCampaign!: EmailCampaignType | null;

  @Field(() => [TestEmailResultType], { nullable: true, description: 'What became of it, address by address.' })
  results!: TestEmailResultType[] | null;
}
