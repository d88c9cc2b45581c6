import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/graphql/scalars.js';

@ObjectType('PracticeAddress', { description: 'Where a practice gets its post.', simpleResolvers: true })
export class PracticeAddressType {
  @Field(() => String, { description: 'Street and number.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Suite, floor.' })
  line2!: string | null;

  @Field(() => String, { description: 'City or town.' })
  city!: string;

  @Field(() => String, { nullable: true, description: 'State or province.' })
  region!: string | null;

  @Field(() => String, { description: 'Postal code.' })
  postalCode!: string;

  @Field(() => String, { description: 'Country code of ISO 3166: `US`.' })
  country!: string;
}

@ObjectType('TrackingDefault', {
  description: 'Whether new email campaigns track what people do.',
  simpleResolvers: true,
})
export class TrackingDefaultType {
  @Field(() => Boolean, { description: 'Whether opened mail is noticed.' })
  opens!: boolean;

  @Field(() => Boolean, { description: 'Whether clicked links are noticed.' })
  clicks!: boolean;
}

@ObjectType('FrequencyCap', {
  description: 'How many messages a person gets at most in some days.',
  simpleResolvers: true,
})
export class FrequencyCapType {
  @Field(() => Int, { description: 'How many messages at most.' })
  messages!: number;

  @Field(() => Int, { description: 'Within how many days.' })
  days!: number;
}

@ObjectType('QuietHours', { description: "When nothing is sent, in the practice's time zone.", simpleResolvers: true })
export class QuietHoursType {
  @Field(() => String, { description: 'Beginning: `21:00`.' })
  from!: string;

  @Field(() => String, { description: 'End, on the next day when it is before the beginning: `08:00`.' })
  to!: string;
}

/** The GraphQL face of a practice; a field that the viewer may not see is null with FORBIDDEN. */
@ObjectType('Practice', { description: 'A practice and its settings.', simpleResolvers: true })
export class PracticeType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Give it as `expectedVersion` to change only what was seen.' })
  version!: number;

  @Field(() => DateTime, { description: 'When the practice was opened.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When a setting last changed.' })
  updatedAt!: Date;

  @Field(() => String, { description: 'As people know it.' })
  name!: string;

  @Field(() => String, { description: 'IANA name: `America/New_York`.' })
  timeZone!: string;

  @Field(() => String, { nullable: true, description: 'In E.164.' })
  phone!: string | null;

  @Field(() => PracticeAddressType, { nullable: true, description: 'Required before any commercial mail.' })
  postalAddress!: PracticeAddressType | null;

  @Field(() => String, { nullable: true, description: 'ISO 4217: `USD`.' })
  currency!: string | null;

  @Field(() => [String], { nullable: true, description: 'Domains that mail may be sent from.' })
  senderDomains!: string[] | null;

  @Field(() => TrackingDefaultType, { nullable: true, description: 'What new email campaigns start with.' })
  trackingDefault!: TrackingDefaultType | null;

  @Field(() => FrequencyCapType, { nullable: true, description: 'Null: no cap.' })
  frequencyCap!: FrequencyCapType | null;

  @Field(() => QuietHoursType, { nullable: true, description: 'Null: none.' })
  quietHours!: QuietHoursType | null;

  @Field(() => Int, { nullable: true, description: 'Hours within which a new lead should hear back.' })
  firstResponseTargetHours!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether mail needs a given consent.' })
  requiresMarketingConsent!: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether 42 CFR Part 2 (substance use) binds the practice.' })
  isPart2Program!: boolean | null;

  @Field(() => String, { nullable: true, description: 'Where Postmark reports to; holds a key, for owners only.' })
  postmarkWebhookUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the public form sends leads; for owners only.' })
  captureFormUrl!: string | null;
}
