import { Field, InputType, Int } from 'type-graphql';
import type { z } from 'zod';
import type { UpdatePractice } from '../practice.rules.js';

type Given = z.input<typeof UpdatePractice>;

@InputType('PracticeAddressInput', { description: 'Where a practice gets its post.' })
export class PracticeAddressInput implements NonNullable<NonNullable<Given['postalAddress']>> {
  @Field(() => String, { description: 'Street and number.' })
  line1!: string;

  @Field(() => String, { nullable: true, description: 'Suite, floor.' })
  line2?: string | null;

  @Field(() => String, { description: 'City or town.' })
  city!: string;

  @Field(() => String, { nullable: true, description: 'State or province.' })
  region?: string | null;

  @Field(() => String, { description: 'Postal code.' })
  postalCode!: string;

  @Field(() => String, { nullable: true, description: 'Country code of ISO 3166; `US` when absent.' })
  country?: string;
}

@InputType('TrackingDefaultInput', { description: 'Whether new email campaigns track what people do.' })
export class TrackingDefaultInput {
  @Field(() => Boolean, { description: 'Whether opened mail is noticed.' })
  opens!: boolean;

  @Field(() => Boolean, { description: 'Whether clicked links are noticed.' })
  clicks!: boolean;
}

@InputType('FrequencyCapInput', { description: 'How many messages a person gets at most in some days.' })
export class FrequencyCapInput {
  @Field(() => Int, { description: 'How many messages at most.' })
  messages!: number;

  @Field(() => Int, { description: 'Within how many days.' })
  days!: number;
}

@InputType('QuietHoursInput', { description: "When nothing is sent, in the practice's time zone." })
export class QuietHoursInput {
  @Field(() => String, { description: 'Beginning: `21:00`.' })
  from!: string;

  @Field(() => String, { description: 'End, on the next day when it is before the beginning: `08:00`.' })
  to!: string;
}

@InputType('UpdatePracticeInput', { description: 'The settings to change; absent ones stay.' })
export class UpdatePracticeInput implements Given {
  @Field(() => String, { nullable: true, description: 'As people know it.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'IANA name: `America/New_York`.' })
  timeZone?: string;

  @Field(() => String, { nullable: true, description: 'Answered in E.164; null empties it.' })
  phone?: string | null;

  @Field(() => PracticeAddressInput, { nullable: true, description: 'Null empties it.' })
  postalAddress?: PracticeAddressInput | null;

  @Field(() => String, { nullable: true, description: 'ISO 4217: `USD`.' })
  currency?: string;

  @Field(() => [String], { nullable: true, description: 'Domains that mail may be sent from.' })
  senderDomains?: string[];

  @Field(() => TrackingDefaultInput, { nullable: true, description: 'What new email campaigns start with.' })
  trackingDefault?: TrackingDefaultInput;

  @Field(() => FrequencyCapInput, { nullable: true, description: 'Null switches it off.' })
  frequencyCap?: FrequencyCapInput | null;

  @Field(() => QuietHoursInput, { nullable: true, description: 'Null switches them off.' })
  quietHours?: QuietHoursInput | null;

  @Field(() => Int, { nullable: true, description: 'Hours within which a new lead should hear back.' })
  firstResponseTargetHours?: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether mail needs a given consent.' })
  requiresMarketingConsent?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Whether 42 CFR Part 2 (substance use) binds the practice.' })
  isPart2Program?: boolean;
}
