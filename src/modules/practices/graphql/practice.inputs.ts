import { Field, InputType, Int } from 'type-graphql';
import type { z } from 'zod';
import type { UpdatePractice } from '../practice.rules.js';

type Given = z.input<typeof UpdatePractice>;

@InputType('PracticeAddressInput', { description: 'Where a practice gets its post.' })
export class PracticeAddressInput implements NonNullable<NonNullable<Given['postalAddress']>> {
  @Field(() => String)
  line1!: string;

  @Field(() => String, { nullable: true })
  line2?: string | null;

  @Field(() => String)
  city!: string;

  @Field(() => String, { nullable: true })
  region?: string | null;

  @Field(() => String)
  postalCode!: string;

  @Field(() => String, { nullable: true, description: 'Country code of ISO 3166; `US` when absent.' })
  country?: string;
}

@InputType('TrackingDefaultInput', { description: 'Whether new email campaigns track what people do.' })
export class TrackingDefaultInput {
  @Field(() => Boolean)
  opens!: boolean;

  @Field(() => Boolean)
  clicks!: boolean;
}

@InputType('FrequencyCapInput', { description: 'How many messages a person gets at most in some days.' })
export class FrequencyCapInput {
  @Field(() => Int)
  messages!: number;

  @Field(() => Int)
  days!: number;
}

@InputType('QuietHoursInput', { description: "When nothing is sent, in the practice's time zone." })
export class QuietHoursInput {
  @Field(() => String)
  from!: string;

  @Field(() => String)
  to!: string;
}

@InputType('UpdatePracticeInput', { description: 'The settings to change; absent ones stay.' })
export class UpdatePracticeInput implements Given {
  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => String, { nullable: true, description: 'IANA name: `America/New_York`.' })
  timeZone?: string;

  @Field(() => String, { nullable: true })
  phone?: string | null;

  @Field(() => PracticeAddressInput, { nullable: true })
  postalAddress?: PracticeAddressInput | null;

  @Field(() => String, { nullable: true, description: 'ISO 4217: `USD`.' })
  currency?: string;

  @Field(() => [String], { nullable: true, description: 'Domains that mail may be sent from.' })
  senderDomains?: string[];

  @Field(() => TrackingDefaultInput, { nullable: true })
  trackingDefault?: TrackingDefaultInput;

  @Field(() => FrequencyCapInput, { nullable: true, description: 'Null switches it off.' })
  frequencyCap?: FrequencyCapInput | null;

  @Field(() => QuietHoursInput, { nullable: true, description: 'Null switches them off.' })
  quietHours?: QuietHoursInput | null;

  @Field(() => Int, { nullable: true })
  firstResponseTargetHours?: number;

  @Field(() => Boolean, { nullable: true })
  requiresMarketingConsent?: boolean;

  @Field(() => Boolean, { nullable: true })
  isPart2Program?: boolean;
}
