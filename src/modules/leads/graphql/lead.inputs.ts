import { Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import { AddressInput } from '../../../platform/graphql/address.inputs.js';
import { OnDuplicate } from '../../../platform/graphql/merging.type.js';
import { DateTime, LocalDate } from '../../../platform/graphql/scalars.js';
import type { CreateLead, UpdateLead } from '../lead.rules.js';
import type { LeadStatus } from '../lead.status.js';
import type { ContactMethod, LeadSource, LeadStage, Service } from '../lead.vocabulary.js';
import { LeadInsuranceInput, LeadPreferencesInput, UtmInput } from './lead-parts.inputs.js';
import { ContactMethods, LeadSources, LeadStages, LeadStatuses, Services } from './lead-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });
const id = (description: string) => Field(() => ID, { nullable: true, description });
const flag = (description: string) => Field(() => Boolean, { nullable: true, description });

/** What may be said of a lead when it is added and when it changes. */
@InputType()
abstract class LeadDetailsInput {
  @text('The name the person goes by, up to 100 characters.')
  preferredName?: string | null;

  @text('Pronouns, up to 50 characters.')
  pronouns?: string | null;

  @text('A plain mail address; kept in lower case, encrypted.')
  email?: string | null;

  @text('A telephone number; without a country code it is read as one of the United States. Kept encrypted.')
  phone?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Day of birth, since 1900. Kept encrypted.' })
  dateOfBirth?: string | null;

  @Field(() => AddressInput, { nullable: true, description: 'Postal address. Kept encrypted.' })
  address?: AddressInput | null;

  @text('IANA time zone of the person, as America/New_York.')
  timeZone?: string | null;

  @Field(() => ContactMethods, { nullable: true, description: 'How the person likes to be reached.' })
  preferredContactMethod?: ContactMethod | null;

  @text('How to reach the person safely, up to 1,000 characters. Kept encrypted.')
  safeContactNote?: string | null;

  @text('More about the source, up to 200 characters.')
  sourceDetail?: string | null;

  @Field(() => UtmInput, { nullable: true, description: 'How the link that led here was tagged.' })
  utm?: UtmInput | null;

  @text('The page the person arrived on: an http or https address.')
  landingPage?: string | null;

  @id('The contact who referred the person.')
  referredById?: string | null;

  @id('The campaign that the lead is attributed to.')
  campaignId?: string | null;

  @text('Why the lead is given up, up to 500 characters; needed for UNQUALIFIED and LOST.')
  lostReason?: string | null;

  @Field(() => [Services], { nullable: true, description: 'What kinds of care are sought. Kept encrypted.' })
  interestedServices?: Service[] | null;

  @text('What troubles the person, up to 10,000 characters. Kept encrypted.')
  presentingConcern?: string | null;

  @Field(() => LeadPreferencesInput, { nullable: true, description: 'How care should be. Kept encrypted.' })
  preferences?: LeadPreferencesInput | null;

  @Field(() => LeadInsuranceInput, { nullable: true, description: 'Health insurance. Kept encrypted.' })
  insurance?: LeadInsuranceInput | null;

  @flag('Whether the person pays without insurance.')
  isSelfPay?: boolean | null;

  @id('The member of staff who has the lead.')
  assignedToId?: string | null;

  @Field(() => [String], { nullable: true, description: 'Words to find the lead by: up to 50 of up to 50 characters.' })
  tags?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'When to be in touch again.' })
  nextFollowUpAt?: Date | null;
}

@InputType('CreateLeadInput', { description: 'A new lead.' })
export class CreateLeadInput extends LeadDetailsInput implements z.input<typeof CreateLead> {
  @Field(() => String, { description: 'First name, up to 100 characters.' })
  firstName!: string;

  @Field(() => String, { description: 'Last name, up to 100 characters.' })
  lastName!: string;

  @flag('Whether mail may be written; true unless given.')
  okToEmail?: boolean | null;

  @flag('Whether text messages may be sent; false unless given.')
  okToText?: boolean | null;

  @flag('Whether messages may be left on voicemail; false unless given.')
  okToVoicemail?: boolean | null;

  @Field(() => LeadSources, { nullable: true, description: 'How the person found the practice; OTHER unless given.' })
  source?: LeadSource | null;

  @Field(() => LeadStatuses, { nullable: true, description: 'NEW unless given; only an open status.' })
  status?: LeadStatus | null;

  @Field(() => LeadStages, { nullable: true, description: 'INQUIRY unless given.' })
  stage?: LeadStage | null;

  @Field(() => OnDuplicate, { nullable: true, description: 'ACCEPT unless given.' })
  onDuplicate?: 'ACCEPT' | 'REJECT' | null;
}

@InputType('UpdateLeadInput', {
  description:
    'What changes of a lead: the fields that are given; null empties one. Of a nested object too, the rest stays.',
})
export class UpdateLeadInput extends LeadDetailsInput implements Omit<z.input<typeof UpdateLead>, Mandatory> {
  @text('First name, up to 100 characters; it can not be emptied.')
  firstName?: string | null;

  @text('Last name, up to 100 characters; it can not be emptied.')
  lastName?: string | null;

  @flag('Whether mail may be written.')
  okToEmail?: boolean | null;

  @flag('Whether text messages may be sent.')
  okToText?: boolean | null;

  @flag('Whether messages may be left on voicemail.')
  okToVoicemail?: boolean | null;

  @Field(() => LeadSources, { nullable: true, description: 'How the person found the practice.' })
  source?: LeadSource | null;

  @Field(() => LeadStatuses, { nullable: true, description: 'A step that the status machine allows; never CONVERTED.' })
  status?: LeadStatus | null;

  @Field(() => LeadStages, { nullable: true, description: 'How far the lead is on its way into care.' })
  stage?: LeadStage | null;
}

/** GraphQL can't say "may be absent but not null"; the rules do. */
type Mandatory = 'firstName' | 'lastName' | 'okToEmail' | 'okToText' | 'okToVoicemail' | 'source' | 'status' | 'stage';
