import { Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import {
  type VerificationMethod,
  type VerificationStatus,
  verificationMethods,
  verificationStatuses,
} from '../insurance.billing.js';

const VerificationStatuses = enumOf(
  'InsuranceVerificationStatus',
  verificationStatuses,
  'What came of asking about cover.',
  {
    PENDING: 'The answer will come later, or a person must ask.',
    INELIGIBLE: 'There is no cover under these data.',
    FAILED: 'Nothing could be asked; data are missing or were refused.',
  },
);
const VerificationMethods = enumOf('InsuranceVerificationMethod', verificationMethods, 'How cover was checked.', {
  CARD_FORMAT: 'The member id was compared with what the payer issues; cover was not asked for.',
  ELIGIBILITY: 'The billing module asked about cover.',
});

/** The GraphQL face of an insurance check. */
@ObjectType('InsuranceVerification', {
  description: 'One question to billing about a cover, and its answer.',
  simpleResolvers: true,
})
export class InsuranceVerificationType {
  @Field(() => ID, { description: 'Unique id; never given again.' })
  id!: string;

  @Field(() => VerificationStatuses, { nullable: true, description: 'What came of it.' })
  status!: VerificationStatus | null;

  @Field(() => VerificationMethods, { nullable: true, description: 'How cover was checked.' })
  method!: VerificationMethod | null;

  @Field(() => String, { nullable: true, description: 'The answer in words.' })
  reason!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When cover was found good.' })
  verifiedAt!: Date | null;
}
