import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import { MailPurposes } from '../../templates/graphql/mail-purposes.type.js';
import type { MailPurpose } from '../../templates/template.vocabulary.js';
import type { EmailCampaignFilterInput } from '../email-campaign.filter.js';
import { emailCampaignSortFields } from '../email-campaign.shape.js';
import type { EmailCampaignStatus } from '../email-campaign.status.js';
import { EmailCampaignStatuses } from './email-campaign-words.type.js';

const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

@InputType({
  description: 'Which email campaigns: all fields given must hold; a list holds when one of its values does.',
})
export class EmailCampaignFilter implements EmailCampaignFilterInput {
  @Field(() => [EmailCampaignStatuses], { nullable: true, description: 'Where they stand.' })
  status?: EmailCampaignStatus[] | null;

  @Field(() => [MailPurposes], { nullable: true, description: 'What they are for.' })
  purpose?: MailPurpose[] | null;

  @ids('The campaign that they are part of; null asks for those that are part of none.')
  campaignId?: string[] | null;

  @ids('The template that they use.')
  templateId?: string[] | null;

  @ids('A segment that they reach or leave out.')
  segmentId?: string[] | null;

  @ids('Who added them.')
  createdById?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'What they are about, in any case.' })
  topic?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Exactly this name, in any case.' })
  name?: string | null;

  @flag('Whether they were put away; both unless given.')
  isArchived?: boolean | null;

  @range('When they start by themselves, or were to.')
  scheduledAt?: InstantRange | null;

  @range('When their last message came to an end.')
  sentAt?: InstantRange | null;

  @range('When they were added.')
  createdAt?: InstantRange | null;

  @range('When they last changed.')
  updatedAt?: InstantRange | null;

  @flag('Deleted email campaigns instead of present ones; for those who may restore them.')
  isDeleted?: boolean | null;

  @Field(() => [EmailCampaignFilter], { nullable: true, description: 'All of these hold.' })
  and?: EmailCampaignFilter[] | null;

  @Field(() => [EmailCampaignFilter], { nullable: true, description: 'One of these holds.' })
  or?: EmailCampaignFilter[] | null;

  @Field(() => EmailCampaignFilter, { nullable: true, description: 'This does not hold.' })
  not?: EmailCampaignFilter | null;
}

const EmailCampaignSort = sortOf('EmailCampaign', emailCampaignSortFields);

@ArgsType()
export class EmailCampaignsArgs extends PageArgs {
  @Field(() => EmailCampaignFilter, { nullable: true, description: 'Which email campaigns.' })
  filter?: EmailCampaignFilter | null;

  @Field(() => [EmailCampaignSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof EmailCampaignSort>[] | null;

  @Field(() => String, { nullable: true, description: 'Words that names have words beginning with.' })
  search?: string | null;
}
