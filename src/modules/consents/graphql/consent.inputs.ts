import { Field, InputType } from 'type-graphql';
import type { z } from 'zod';
import { LocalDate } from '../../../platform/graphql/scalars.js';
import type { AuthorizationDetails, RecordConsent, WithdrawConsent } from '../consent.rules.js';
import type { ConsentChannel, ConsentMethod, ConsentPurpose } from '../consent.vocabulary.js';
import { ConsentChannels, ConsentMethods, ConsentPurposes } from './consent.type.js';
import { PersonInput } from './person.inputs.js';

@InputType()
abstract class ConsentInput implements z.input<typeof WithdrawConsent> {
  @Field(() => PersonInput, { description: 'Who says so.' })
  person!: PersonInput;

  @Field(() => ConsentChannels, { description: 'By which way the person may be reached.' })
  channel!: ConsentChannel;

  @Field(() => ConsentPurposes, { description: 'What for.' })
  purpose!: ConsentPurpose;

  @Field(() => ConsentMethods, { nullable: true, description: 'How the person said so; OTHER unless given.' })
  method?: ConsentMethod | null;

  @Field(() => String, { nullable: true, description: 'Version of the wording put to the person.' })
  wordingVersion?: string | null;

  @Field(() => String, { nullable: true, description: 'The words themselves, up to 5,000 characters.' })
  wording?: string | null;
}

@InputType('AuthorizationInput', { description: 'A signed form, as marketing to a client needs one (45 CFR 164.508).' })
export class AuthorizationInput implements AuthorizationDetails {
  @Field(() => LocalDate, { description: 'The day it was signed; it holds from then on.' })
  signedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'The last day on which it holds; null: until it is revoked.' })
  expiresOn?: string | null;

  @Field(() => String, { nullable: true, description: 'What it says of payment by others, up to 500 characters.' })
  remuneration?: string | null;
}

@InputType('RecordConsentInput', { description: 'A consent that a person gives.' })
export class RecordConsentInput extends ConsentInput implements z.input<typeof RecordConsent> {
  @Field(() => AuthorizationInput, { nullable: true, description: 'The signed form, where it is one.' })
  authorization?: AuthorizationInput | null;
}

@InputType('WithdrawConsentInput', { description: 'A consent that a person takes back.' })
export class WithdrawConsentInput extends ConsentInput {}
