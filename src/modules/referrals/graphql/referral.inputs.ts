import { Field, ID, InputType } from 'type-graphql';
import type { z } from 'zod';
import { DateTime } from '../../../platform/graphql/scalars.js';
import type { RecordReferral, ShareReferralOutcome, UpdateReferral } from '../referral.rules.js';
import type { ReferralStatus } from '../referral.status.js';
import type { ReferralDirection } from '../referral.vocabulary.js';
import { ReferralDirections, ReferralStatuses } from './referral-words.type.js';

const outcome = 'What became of it, up to 5,000 characters. Kept encrypted.';

@InputType()
abstract class ReferralDetailsInput {
  @Field(() => ID, { nullable: true, description: 'Who was sent.' })
  leadId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when the other side is to hear that it was received.' })
  acknowledgementDueAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'What was said of it, up to 5,000 characters. Kept encrypted.' })
  note?: string | null;

  @Field(() => String, { nullable: true, description: outcome })
  outcome?: string | null;
}

@InputType('RecordReferralInput', {
  description: 'A referral. Acknowledgement of an inbound one is due by the practice’s first-response target.',
})
export class RecordReferralInput extends ReferralDetailsInput implements z.input<typeof RecordReferral> {
  @Field(() => ReferralDirections, { description: 'Who sent somebody to whom.' })
  direction!: ReferralDirection;

  @Field(() => ID, { description: 'The contact on the other side.' })
  contactId!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it was received, or sent; now unless given.' })
  receivedAt?: Date | null;

  @Field(() => ReferralStatuses, { nullable: true, description: 'RECEIVED unless given; never CLOSED or DECLINED.' })
  status?: ReferralStatus | null;
}

@InputType('UpdateReferralInput', {
  description: 'What changes of a referral: the fields that are given; null empties one.',
})
export class UpdateReferralInput
  extends ReferralDetailsInput
  implements Omit<z.input<typeof UpdateReferral>, 'direction' | 'contactId' | 'receivedAt' | 'status'>
{
  @Field(() => ReferralDirections, { nullable: true, description: 'Who sent somebody to whom.' })
  direction?: ReferralDirection | null;

  @Field(() => ID, { nullable: true, description: 'The contact on the other side.' })
  contactId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was received, or sent.' })
  receivedAt?: Date | null;

  @Field(() => ReferralStatuses, {
    nullable: true,
    description:
      'RECEIVED becomes ACKNOWLEDGED or DECLINED; ACKNOWLEDGED becomes SCHEDULED, CLOSED or DECLINED; SCHEDULED becomes CLOSED, DECLINED or ACKNOWLEDGED again; what ended can become ACKNOWLEDGED again.',
  })
  status?: ReferralStatus | null;
}

@InputType('ShareReferralOutcomeInput', { description: 'What the contact is told.' })
export class ShareReferralOutcomeInput implements z.input<typeof ShareReferralOutcome> {
  @Field(() => String, { nullable: true, description: `${outcome} What was noted before unless given.` })
  outcome?: string | null;
}
