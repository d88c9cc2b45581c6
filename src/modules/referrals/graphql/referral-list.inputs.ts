import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.js';
import { InstantRange, sortOf } from '../../../platform/graphql/list.js';
import type { ReferralFilterInput } from '../referral.filter.js';
import { referralSortFields } from '../referral.shape.js';
import type { ReferralStatus } from '../referral.status.js';
import type { ReferralDirection } from '../referral.vocabulary.js';
import { ReferralDirections, ReferralStatuses } from './referral-words.type.js';

const ids = (description: string) => Field(() => [ID], { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });
const range = (description: string) => Field(() => InstantRange, { nullable: true, description });

@InputType({ description: 'Which referrals: all fields given must hold; a list holds when one of its values does.' })
export class ReferralFilter implements ReferralFilterInput {
  @Field(() => [ReferralDirections], { nullable: true, description: 'Who sent somebody to whom.' })
  direction?: ReferralDirection[] | null;

  @Field(() => [ReferralStatuses], { nullable: true, description: 'How far they have come.' })
  status?: ReferralStatus[] | null;

  @ids('The contact on the other side.')
  contactId?: string[] | null;

  @ids('Who was sent; null asks for those about nobody yet.')
  leadId?: string[] | null;

  @ids('Who wrote them down.')
  createdById?: string[] | null;

  @range('When they were written down.')
  createdAt?: InstantRange | null;

  @range('When they last changed.')
  updatedAt?: InstantRange | null;

  @range('When they were received, or sent.')
  receivedAt?: InstantRange | null;

  @range('Until when they are to be acknowledged.')
  acknowledgementDueAt?: InstantRange | null;

  @range('When they were acknowledged.')
  acknowledgedAt?: InstantRange | null;

  @flag('Whether the contact has waited too long to hear of them.')
  isOverdue?: boolean | null;

  @flag('Whether the contact was told the outcome.')
  isOutcomeShared?: boolean | null;

  @flag('Deleted referrals instead of present ones; for those who may restore them.')
  isDeleted?: boolean | null;

  @Field(() => [ReferralFilter], { nullable: true, description: 'All of these hold.' })
  and?: ReferralFilter[] | null;

  @Field(() => [ReferralFilter], { nullable: true, description: 'One of these holds.' })
  or?: ReferralFilter[] | null;

  @Field(() => ReferralFilter, { nullable: true, description: 'This does not hold.' })
  not?: ReferralFilter | null;
}

const ReferralSort = sortOf('Referral', referralSortFields);

@ArgsType()
export class ReferralsArgs extends PageArgs {
  @Field(() => ReferralFilter, { nullable: true, description: 'Which referrals.' })
  filter?: ReferralFilter | null;

  @Field(() => [ReferralSort], { nullable: true, description: 'In which order; newest first unless given.' })
  sort?: InstanceType<typeof ReferralSort>[] | null;

  @Field(() => String, { nullable: true, description: 'Words that the name of the contact begins with.' })
  search?: string | null;
}
