import { Field, ObjectType } from 'type-graphql';
import { UserErrorType } from '../../../platform/graphql/payload.js';
import { count } from '../../../platform/graphql/statistics.type.js';
import { SegmentSkipType } from '../../segments/graphql/segment-answers.type.js';
import type { AudiencePreview } from '../email-campaign.preview.js';

@ObjectType('EmailCampaignAudience', {
  simpleResolvers: true,
  description: 'Whom an email campaign would reach now, and why it would pass the others by.',
})
export class EmailCampaignAudienceType implements AudiencePreview {
  @count(
    'Everyone in its audience. Null for who may not see clinical fields of leads, of an audience by protected fields that is small or more than one whole segment.',
  )
  count!: number | null;

  @Field(() => Boolean, { description: 'Whether the count is hidden from the viewer.' })
  isSuppressed!: boolean;

  @count('How many of them would get it.')
  mailable!: number | null;

  @Field(() => [SegmentSkipType], { description: 'Why the others would not.' })
  skipped!: SegmentSkipType[];

  @Field(() => Boolean, { description: 'Whether who is in it tells something of a protected field.' })
  isSensitive!: boolean;
}

@ObjectType('EmailCampaignReadiness', {
  simpleResolvers: true,
  description: 'What stands in the way of sending an email campaign.',
})
export class EmailCampaignReadinessType {
  @Field(() => Boolean, { description: 'Whether nothing does.' })
  isReady!: boolean;

  @Field(() => [UserErrorType], { description: 'All that does, with the fields it is about.' })
  issues!: UserErrorType[];

  @Field(() => [UserErrorType], { description: 'What will be otherwise than asked.' })
  notices!: UserErrorType[];
}
