import { Field, ObjectType } from 'type-graphql';
import { DateTime, LocalDate } from '../../../platform/graphql/scalars.js';
import type { Insurance, InsuranceStatus, Modality, Preferences, Utm } from '../lead.vocabulary.js';
import { InsuranceStatuses, Modalities } from './lead-words.type.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

@ObjectType('Utm', { simpleResolvers: true, description: 'How a link that led to the practice was tagged.' })
export class UtmType implements Utm {
  @text('The site or list it stood on.')
  source!: string | null;

  @text('The kind of link.')
  medium!: string | null;

  @text('The campaign it belonged to.')
  campaign!: string | null;

  @text('The words that were searched for.')
  term!: string | null;

  @text('Which of several links it was.')
  content!: string | null;
}

@ObjectType('LeadPreferences', {
  simpleResolvers: true,
  description: 'How a person would like to receive care. Protected.',
})
export class LeadPreferencesType implements Preferences {
  @Field(() => Modalities, { nullable: true, description: 'Where care may take place.' })
  modality!: Modality | null;

  @Field(() => [String], { nullable: true, description: 'Days that suit.' })
  days!: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Times that suit.' })
  times!: string[] | null;

  @text('Gender of the clinician, if it matters.')
  clinicianGender!: string | null;

  @text('Language of care.')
  language!: string | null;
}

@ObjectType('LeadInsurance', { simpleResolvers: true, description: "A person's health insurance. Protected." })
export class LeadInsuranceType implements Insurance {
  @text('Who pays.')
  payer!: string | null;

  @text('Name of the plan.')
  plan!: string | null;

  @text('Member id on the card.')
  memberId!: string | null;

  @text('Group number on the card.')
  groupNumber!: string | null;

  @text('Who the policy belongs to.')
  subscriberName!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'When the subscriber was born.' })
  subscriberDateOfBirth!: string | null;

  @Field(() => InsuranceStatuses, { nullable: true, description: 'What is known of the cover.' })
  verificationStatus!: InsuranceStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'When the cover was verified.' })
  verifiedAt!: Date | null;
}
