import { Field, ID, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { Payload } from '../../../platform/graphql/payload.js';
import type { PersonType } from '../../consents/consent.vocabulary.js';
import { RecipientTypes } from '../../consents/graphql/person.type.js';
import type { RejectedRecipient } from '../campaign.recipients.js';
import { CampaignType } from './campaign.type.js';
import { CampaignExpenseType } from './campaign-parts.type.js';

/** The payload of a change that answers the campaign alone: `ActivateCampaignPayload`. */
function payloadOf(name: string, whatCame: string) {
  @ObjectType(`${name}Payload`, { simpleResolvers: true, description: `What came of ${whatCame} a campaign.` })
  class CampaignPayload extends Payload {
    @Field(() => CampaignType, { nullable: true, description: 'The campaign as it is now.' })
    campaign!: CampaignType | null;
  }
  return CampaignPayload;
}

export const CreateCampaignPayload = payloadOf('CreateCampaign', 'adding');
export const UpdateCampaignPayload = payloadOf('UpdateCampaign', 'changing');
export const ArchiveCampaignPayload = payloadOf('ArchiveCampaign', 'putting away');
export const UnarchiveCampaignPayload = payloadOf('UnarchiveCampaign', 'taking out again');
export const RestoreCampaignPayload = payloadOf('RestoreCampaign', 'restoring');
export const ScheduleCampaignPayload = payloadOf('ScheduleCampaign', 'scheduling');
export const ActivateCampaignPayload = payloadOf('ActivateCampaign', 'activating');
export const PauseCampaignPayload = payloadOf('PauseCampaign', 'pausing');
export const ResumeCampaignPayload = payloadOf('ResumeCampaign', 'resuming');
export const CompleteCampaignPayload = payloadOf('CompleteCampaign', 'completing');
export const CancelCampaignPayload = payloadOf('CancelCampaign', 'cancelling');
export const SetCampaignAutomationPayload = payloadOf('SetCampaignAutomation', 'automating');
export const RemoveCampaignRecipientPayload = payloadOf('RemoveCampaignRecipient', 'taking somebody out of');

@ObjectType('DeleteCampaignPayload', { simpleResolvers: true, description: 'What came of deleting a campaign.' })
export class DeleteCampaignPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the campaign that is gone.' })
  deletedCampaignId!: string | null;

  @Field(() => CampaignType, { nullable: true, description: 'The campaign as it was.' })
  campaign!: CampaignType | null;
}

const RejectionCodes = enumOf(
  'RecipientRejectionCode',
  ['NOT_FOUND', 'FORBIDDEN'],
  'Why somebody did not become a recipient.',
  {
    NOT_FOUND: 'The practice has no such lead or contact.',
    FORBIDDEN: 'It is not for the viewer to see.',
  },
);

@ObjectType('RejectedRecipient', { simpleResolvers: true, description: 'Somebody who could not be added, and why.' })
export class RejectedRecipientType implements RejectedRecipient {
  @Field(() => RecipientTypes, { description: 'What the person was said to be.' })
  type!: PersonType;

  @Field(() => ID, { description: 'The id that was given.' })
  id!: string;

  @Field(() => RejectionCodes, { description: 'Why.' })
  code!: RejectedRecipient['code'];
}

@ObjectType('AddCampaignRecipientsPayload', { simpleResolvers: true, description: 'What came of adding recipients.' })
export class AddCampaignRecipientsPayload extends Payload {
  @Field(() => CampaignType, { nullable: true, description: 'The campaign.' })
  campaign!: CampaignType | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many became recipients. Null for who may not see clinical fields of leads, when one of the segments asks by protected fields.',
  })
  added!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many of those who were named had been recipients before.' })
  alreadyPresent!: number | null;

  @Field(() => [RejectedRecipientType], { nullable: true, description: 'Who could not be added; the others were.' })
  rejected!: RejectedRecipientType[] | null;
}

@ObjectType('RecordCampaignExpensePayload', {
  simpleResolvers: true,
  description: 'What came of recording an expense.',
})
export class RecordCampaignExpensePayload extends Payload {
  @Field(() => CampaignExpenseType, { nullable: true, description: 'The expense.' })
  expense!: CampaignExpenseType | null;

  @Field(() => CampaignType, { nullable: true, description: 'The campaign.' })
  campaign!: CampaignType | null;
}
