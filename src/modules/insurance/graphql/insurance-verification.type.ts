import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { VerificationMethod } from '../insurance.billing.js';

const VerificationMethods = { CARD_FORMAT: 'CARD_FORMAT', ELIGIBILITY: 'ELIGIBILITY' } as const;
registerEnumType(VerificationMethods, {
  name: 'InsuranceVerificationMethod',
  description: 'How cover was checked.',
  valuesConfig: {
    CARD_FORMAT: { description: 'The member id was compared with what the payer issues; cover was not asked for.' },
    ELIGIBILITY: { description: 'The billing module asked about cover.' },
  },
});

/** The GraphQL face of an insurance check. */
@ObjectType('InsuranceVerification', {
  description: 'One question to billing about a cover, and its answer.',
  simpleResolvers: true,
})
export class InsuranceVerificationType {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true, description: 'PENDING, VERIFIED, INELIGIBLE or FAILED.' })
  status!: string | null;

  @Field(() => VerificationMethods, { nullable: true, description: 'How cover was checked.' })
  method!: VerificationMethod | null;

  @Field(() => String, { nullable: true, description: 'The answer in words.' })
  reason!: string | null;

  @Field(() => Date, { nullable: true, description: 'When cover was found good.' })
  verifiedAt!: Date | null;
}
