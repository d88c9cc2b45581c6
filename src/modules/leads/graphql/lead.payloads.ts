import { Field, ID, ObjectType } from 'type-graphql';
import { DuplicateReasons } from '../../../platform/graphql/merging.type.js';
import { Payload } from '../../../platform/graphql/payload.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { InteractionType } from '../../interactions/graphql/interaction.type.js';
import type { DuplicateReason } from '../lead.duplicates.js';
import { LeadType } from './lead.type.js';

@ObjectType('DuplicateCandidate', {
  simpleResolvers: true,
  description: 'Another open lead that may be the same person.',
})
export class DuplicateCandidateType {
  @Field(() => ID, { description: 'Id of that lead.' })
  id!: string;

  @Field(() => [DuplicateReasons], { description: 'What the two have in common.' })
  matchedOn!: DuplicateReason[];

  @Field(() => LeadType, { nullable: true, description: 'That lead.' })
  lead!: LeadType | null;
}

@ObjectType('CreateLeadPayload', { simpleResolvers: true, description: 'What came of adding a lead.' })
export class CreateLeadPayload extends Payload {
  @Field(() => LeadType, { nullable: true, description: 'The new lead.' })
  lead!: LeadType | null;

  @Field(() => [DuplicateCandidateType], { nullable: true, description: 'Open leads with the same address or number.' })
  possibleDuplicates!: DuplicateCandidateType[] | null;
}

@ObjectType('UpdateLeadPayload', { simpleResolvers: true, description: 'What came of changing a lead.' })
export class UpdateLeadPayload extends Payload {
  @Field(() => LeadType, { nullable: true, description: 'The lead; null too when it is no longer yours to see.' })
  lead!: LeadType | null;
}

@ObjectType('DeleteLeadPayload', { simpleResolvers: true, description: 'What came of deleting a lead.' })
export class DeleteLeadPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the lead that is gone.' })
  deletedLeadId!: string | null;

  @Field(() => LeadType, { nullable: true, description: 'The lead as it was.' })
  lead!: LeadType | null;
}

@ObjectType('RestoreLeadPayload', { simpleResolvers: true, description: 'What came of restoring a lead.' })
export class RestoreLeadPayload extends Payload {
  @Field(() => LeadType, { nullable: true, description: 'The lead that is back.' })
  lead!: LeadType | null;
}

@ObjectType('AddLeadInteractionPayload', { simpleResolvers: true, description: 'What came of adding an interaction.' })
export class AddLeadInteractionPayload extends Payload {
  @Field(() => InteractionType, { nullable: true, description: 'The new interaction.' })
  interaction!: InteractionType | null;

  @Field(() => LeadType, { nullable: true, description: 'The lead, which a first answer moves to CONTACTED.' })
  lead!: LeadType | null;
}

@ObjectType('OpenLeadPayload', { simpleResolvers: true, description: 'What came of opening a lead exceptionally.' })
export class OpenLeadPayload extends Payload {
  @Field(() => LeadType, { nullable: true, description: 'The lead.' })
  lead!: LeadType | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when it is open; every look at it is marked.' })
  expiresAt!: Date | null;
}
