import { Field, InputType } from 'type-graphql';
import type { z } from 'zod';
import type { RecordConsent } from '../consent.rules.js';
import type { ConsentChannel, ConsentMethod, ConsentPurpose } from '../consent.vocabulary.js';
import { ConsentChannels, ConsentMethods, ConsentPurposes } from './consent.type.js';
import { PersonInput } from './person.inputs.js';

@InputType()
abstract class ConsentInput implements z.input<typeof RecordConsent> {
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

@InputType('RecordConsentInput', { description: 'A consent that a person gives.' })
export class RecordConsentInput extends ConsentInput {}

@InputType('WithdrawConsentInput', { description: 'A consent that a person takes back.' })
export class WithdrawConsentInput extends ConsentInput {}
