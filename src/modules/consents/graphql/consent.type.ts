import { Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime, LocalDate } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import {
  type ConsentChannel,
  type ConsentMethod,
  type ConsentPurpose,
  consentChannels,
  consentMethods,
  consentPurposes,
} from '../consent.vocabulary.js';
import { PersonType } from './person.type.js';

export const ConsentChannels = enumOf('ConsentChannel', consentChannels, 'By which way a person may be reached.');
export const ConsentPurposes = enumOf('ConsentPurpose', consentPurposes, 'What a person agrees to.', {
  OUTCOME_SHARING: 'Telling who referred the person what became of it.',
  PART2_DISCLOSURE: 'Being written to by a program for substance use treatment (42 CFR 2).',
});
export const ConsentMethods = enumOf('ConsentMethod', consentMethods, 'How a person said so.');

const text = (description: string) => Field(() => String, { nullable: true, description });

@ObjectType('Authorization', { simpleResolvers: true, description: 'A signed form.' })
export class AuthorizationType {
  @Field(() => LocalDate, { description: 'The day it was signed.' })
  signedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'The last day on which it holds; null: until it is revoked.' })
  expiresOn!: string | null;

  @text('What it says of payment by others.')
  remuneration!: string | null;
}

/** GraphQL face of an entry of the ledger. */
@ObjectType('ConsentEvent', { simpleResolvers: true, description: 'Something that a person agreed to, or no longer.' })
export class ConsentEventType {
  @Field(() => ID, { description: 'Id of the entry.' })
  id!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was noted.' })
  at!: Date | null;

  @Field(() => PersonType, { nullable: true, description: 'Whose consent it is.' })
  person!: PersonType | null;

  @Field(() => ConsentChannels, { nullable: true, description: 'By which way the person may be reached.' })
  channel!: ConsentChannel | null;

  @Field(() => ConsentPurposes, { nullable: true, description: 'What for.' })
  purpose!: ConsentPurpose | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was given; false when it was withdrawn.' })
  isGiven!: boolean | null;

  @text('Which version of the wording was put to the person.')
  wordingVersion!: string | null;

  @text('The words themselves.')
  wording!: string | null;

  @Field(() => ConsentMethods, { nullable: true, description: 'How the person said so.' })
  method!: ConsentMethod | null;

  @Field(() => AuthorizationType, { nullable: true, description: 'The signed form, where it is one.' })
  authorization!: AuthorizationType | null;

  @text('The address that the call came from.')
  ip!: string | null;

  @Field(() => ID, { nullable: true, description: 'Who noted it; nobody when it came by form.' })
  actorId!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who noted it.' })
  actor!: StaffMemberType | null;
}

@ObjectType('ConsentState', { simpleResolvers: true, description: 'What holds for one channel and purpose.' })
export class ConsentStateType {
  @Field(() => ConsentChannels, { description: 'By which way the person may be reached.' })
  channel!: ConsentChannel;

  @Field(() => ConsentPurposes, { description: 'What for.' })
  purpose!: ConsentPurpose;

  @Field(() => Boolean, { description: 'Whether the consent is live.' })
  isGiven!: boolean;

  @Field(() => DateTime, { description: 'When it was given or withdrawn.' })
  since!: Date;
}

@ObjectType('RecordConsentPayload', { simpleResolvers: true, description: 'What came of noting a consent.' })
export class RecordConsentPayload extends Payload {
  @Field(() => ConsentEventType, { nullable: true, description: 'The entry.' })
  consent!: ConsentEventType | null;
}

@ObjectType('WithdrawConsentPayload', { simpleResolvers: true, description: 'What came of noting a withdrawal.' })
export class WithdrawConsentPayload extends Payload {
  @Field(() => ConsentEventType, { nullable: true, description: 'The entry.' })
  consent!: ConsentEventType | null;
}
