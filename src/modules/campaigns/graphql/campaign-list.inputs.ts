import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import type { CampaignFilterInput } from '../campaign.filter.js';
import { campaignSortFields } from '../campaign.shape.js';
import type { CampaignStatus } from '../campaign.status.js';
import type { CampaignChannel, CampaignType } from '../campaign.vocabulary.js';
import { CampaignChannels, CampaignStatuses, CampaignTypes } from './campaign-words.type.js';

const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const text = (description: string) => Field(() => String, { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

@InputType({ description: 'Which campaigns: all fields given must hold; a list holds when one of its values does.' })
export class CampaignFilter implements CampaignFilterInput {
  @Field(() => [CampaignStatuses], { nullable: true, description: 'Where they stand.' })
  status?: CampaignStatus[] | null;

  @Field(() => [CampaignTypes], { nullable: true, description: 'What kind they are.' })
  type?: CampaignType[] | null;

  @Field(() => [CampaignChannels], { nullable: true, description: 'In one of which ways they reach people.' })
  channels?: CampaignChannel[] | null;

  @ids('Who is responsible for them; null asks for those that nobody is.')
  ownerId?: string[] | null;

  @ids('Who added them.')
  createdById?: string[] | null;

  @ids('A segment that they reach or leave out.')
  segmentId?: string[] | null;

  @text('Exactly this name, in any case.')
  name?: string | null;

  @text('Exactly this code of links, in any case.')
  utmCampaign?: string | null;

  @flag('Whether people who join their segments later become recipients too.')
  hasLiveAudience?: boolean | null;

  @flag('Whether they were put away; both unless given.')
  isArchived?: boolean | null;

  @range('When they begin.')
  startAt?: InstantRange | null;

  @range('When they complete by themselves.')
  endAt?: InstantRange | null;

  @range('When they were added.')
  createdAt?: InstantRange | null;

  @range('When they last changed.')
  updatedAt?: InstantRange | null;

  @flag('Deleted campaigns instead of present ones; for those who may restore them.')
  isDeleted?: boolean | null;

  @Field(() => [CampaignFilter], { nullable: true, description: 'All of these hold.' })
  and?: CampaignFilter[] | null;

  @Field(() => [CampaignFilter], { nullable: true, description: 'One of these holds.' })
  or?: CampaignFilter[] | null;

  @Field(() => CampaignFilter, { nullable: true, description: 'This does not hold.' })
  not?: CampaignFilter | null;
}

const CampaignSort = sortOf('Campaign', campaignSortFields);

@ArgsType()
export class CampaignsArgs extends PageArgs {
  @Field(() => CampaignFilter, { nullable: true, description: 'Which campaigns.' })
  filter?: CampaignFilter | null;

  @Field(() => [CampaignSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof CampaignSort>[] | null;

  @Field(() => String, { nullable: true, description: 'Words that names have words beginning with.' })
  search?: string | null;
}
