import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import type { LeadFilterInput } from '../lead.filter.js';
import { leadSortFields } from '../lead.shape.js';
import type { LeadStatus } from '../lead.status.js';
import type { ContactMethod, InsuranceStatus, LeadSource, LeadStage } from '../lead.vocabulary.js';
import { ContactMethods, InsuranceStatuses, LeadSources, LeadStages, LeadStatuses } from './lead-words.type.js';

const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const text = (description: string) => Field(() => String, { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

@InputType({ description: 'Which leads: all fields given must hold; a list holds when one of its values does.' })
export class LeadFilter implements LeadFilterInput {
  @Field(() => [LeadStatuses], { nullable: true, description: 'Where they stand.' })
  status?: LeadStatus[] | null;

  @Field(() => [LeadStages], { nullable: true, description: 'How far they are on their way into care.' })
  stage?: LeadStage[] | null;

  @Field(() => [LeadSources], { nullable: true, description: 'How they found the practice.' })
  source?: LeadSource[] | null;

  @Field(() => [ContactMethods], { nullable: true, description: 'How they like to be reached.' })
  preferredContactMethod?: ContactMethod[] | null;

  @Field(() => [InsuranceStatuses], { nullable: true, description: 'What is known of their cover.' })
  insuranceStatus?: InsuranceStatus[] | null;

  @flag('Whether they pay without insurance.')
  isSelfPay?: boolean | null;

  @ids('Who has them; null asks for those that nobody has.')
  assignedToId?: string[] | null;

  @ids('Who added them.')
  createdById?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'One of these tags.' })
  tags?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'All of these tags.' })
  allTags?: string[] | null;

  @range('When they were added.')
  createdAt?: InstantRange | null;

  @range('When they last changed.')
  updatedAt?: InstantRange | null;

  @range('When to be in touch again.')
  nextFollowUpAt?: InstantRange | null;

  @range('When the practice first reached out.')
  firstRespondedAt?: InstantRange | null;

  @range('When they became clients.')
  convertedAt?: InstantRange | null;

  @flag('Whether they are open and their follow-up is past its time.')
  isFollowUpOverdue?: boolean | null;

  @flag('Whether the practice has reached out.')
  hasResponse?: boolean | null;

  @text('Exactly this mail address.')
  email?: string | null;

  @text('Exactly this telephone number.')
  phone?: string | null;

  @text('Exactly this first name, in any case.')
  firstName?: string | null;

  @text('Exactly this last name, in any case.')
  lastName?: string | null;

  @flag('Whether mail may be written.')
  okToEmail?: boolean | null;

  @flag('Whether text messages may be sent.')
  okToText?: boolean | null;

  @flag('Whether messages may be left on voicemail.')
  okToVoicemail?: boolean | null;

  @ids('The campaign they are attributed to.')
  campaignId?: string[] | null;

  @ids('The contact who referred them.')
  referredById?: string[] | null;

  @ids('The client they became.')
  clientId?: string[] | null;

  @flag('Deleted leads instead of present ones; for those who may restore them.')
  isDeleted?: boolean | null;

  @Field(() => [LeadFilter], { nullable: true, description: 'All of these hold.' })
  and?: LeadFilter[] | null;

  @Field(() => [LeadFilter], { nullable: true, description: 'One of these holds.' })
  or?: LeadFilter[] | null;

  @Field(() => LeadFilter, { nullable: true, description: 'This does not hold.' })
  not?: LeadFilter | null;
}

const LeadSort = sortOf('Lead', leadSortFields);

@ArgsType()
export class LeadsArgs extends PageArgs {
  @Field(() => LeadFilter, { nullable: true, description: 'Which leads.' })
  filter?: LeadFilter | null;

  @Field(() => [LeadSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof LeadSort>[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Words that names begin with, or one whole mail address or telephone number.',
  })
  search?: string | null;
}
