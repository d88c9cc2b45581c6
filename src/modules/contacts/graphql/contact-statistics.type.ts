import { Field, ObjectType } from 'type-graphql';
import { count, DayCountType, ShownCountType, StatsType } from '../../../platform/graphql/statistics.type.js';
import type { ContactReferralStatus, ContactType } from '../contact.vocabulary.js';
import { ContactReferralStatuses, ContactTypes } from './contact-words.type.js';

@ObjectType('ContactTypeCount', { simpleResolvers: true, description: 'Contacts of one type.' })
export class ContactTypeCountType extends ShownCountType {
  @Field(() => ContactTypes, { description: 'The type.' })
  type!: ContactType;
}

@ObjectType('ContactCategoryCount', { simpleResolvers: true, description: 'Contacts of one category.' })
export class ContactCategoryCountType extends ShownCountType {
  @Field(() => String, { nullable: true, description: 'The category; null for contacts that have none.' })
  category!: string | null;
}

@ObjectType('ContactReferralStatusCount', {
  simpleResolvers: true,
  description: 'Contacts that have come equally far as sources of referrals.',
})
export class ContactReferralStatusCountType extends ShownCountType {
  @Field(() => ContactReferralStatuses, { description: 'The status.' })
  referralStatus!: ContactReferralStatus;
}

@ObjectType('ContactStats', { simpleResolvers: true, description: 'What the contacts created in a range come to.' })
export class ContactStatsType extends StatsType {
  @count('All contacts.')
  total!: number | null;

  @Field(() => [ContactTypeCountType], { description: 'By type, the largest first.' })
  byType!: ContactTypeCountType[];

  @Field(() => [ContactCategoryCountType], { description: 'By category, the largest first.' })
  byCategory!: ContactCategoryCountType[];

  @Field(() => [ContactReferralStatusCountType], { description: 'By referral status, the largest first.' })
  byReferralStatus!: ContactReferralStatusCountType[];

  @count("Contacts with no interaction on the last 90 days of the practice's time zone, nor today.")
  noInteractionIn90Days!: number | null;

  @Field(() => [DayCountType], { description: 'Contacts by day of creation; the last 366 days of the range.' })
  daily!: DayCountType[];
}
