import { Field, InputType } from 'type-graphql';
import type { z } from 'zod';
import { LocalDate } from '../../../platform/graphql/scalars.js';
import type { CreateLead } from '../lead.rules.js';
import type { Modality } from '../lead.vocabulary.js';
import { Modalities } from './lead-words.type.js';

type Input = z.input<typeof CreateLead>;
const text = (description: string) => Field(() => String, { nullable: true, description });

@InputType('UtmInput', { description: 'How a link that led to the practice was tagged.' })
export class UtmInput implements NonNullable<Input['utm']> {
  @text('The site or list it stood on.')
  source?: string | null;

  @text('The kind of link.')
  medium?: string | null;

  @text('The campaign it belonged to.')
  campaign?: string | null;

  @text('The words that were searched for.')
  term?: string | null;

  @text('Which of several links it was.')
  content?: string | null;
}

@InputType('LeadPreferencesInput', { description: 'How a person would like to receive care.' })
export class LeadPreferencesInput implements NonNullable<Input['preferences']> {
  @Field(() => Modalities, { nullable: true, description: 'Where care may take place.' })
  modality?: Modality | null;

  @Field(() => [String], { nullable: true, description: 'Days that suit.' })
  days?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Times that suit.' })
  times?: string[] | null;

  @text('Gender of the clinician, if it matters.')
  clinicianGender?: string | null;

  @text('Language of care.')
  language?: string | null;
}

@InputType('LeadInsuranceInput', { description: "A person's health insurance." })
export class LeadInsuranceInput implements NonNullable<Input['insurance']> {
  @text('Who pays.')
  payer?: string | null;

  @text('Name of the plan.')
  plan?: string | null;

  @text('Member id on the card.')
  memberId?: string | null;

  @text('Group number on the card.')
  groupNumber?: string | null;

  @text('Who the policy belongs to.')
  subscriberName?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'When the subscriber was born.' })
  subscriberDateOfBirth?: string | null;
}
