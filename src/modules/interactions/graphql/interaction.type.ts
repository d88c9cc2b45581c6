import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.js';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { StaffMemberType } from '../../staff/graphql/staff.type.js';
import {
  type InteractionDirection,
  type InteractionKind,
  interactionDirections,
  interactionKinds,
} from '../interaction.vocabulary.js';

export const InteractionKinds = enumOf('InteractionKind', interactionKinds, 'How people were in touch.', {
  FORM: 'Through the form on the website.',
  NOTE: 'Nobody was in touch; something was written down.',
});
export const InteractionDirections = enumOf('InteractionDirection', interactionDirections, 'Who reached out.', {
  INBOUND: 'The person to the practice.',
  OUTBOUND: 'The practice to the person.',
  INTERNAL: 'Nobody; it stayed within the practice.',
});

/** GraphQL face of an interaction. */
@ObjectType('Interaction', {
  simpleResolvers: true,
  description: 'Something said or written between the practice and a person.',
})
export class InteractionType {
  @Field(() => ID, { description: 'Id of the interaction.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Raised by each change.' })
  version!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was written down.' })
  createdAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it last changed.' })
  updatedAt!: Date | null;

  @Field(() => InteractionKinds, { nullable: true, description: 'How people were in touch.' })
  kind!: InteractionKind | null;

  @Field(() => InteractionDirections, { nullable: true, description: 'Who reached out.' })
  direction!: InteractionDirection | null;

  @Field(() => DateTime, { nullable: true, description: 'When it happened.' })
  occurredAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'How long it took, in minutes.' })
  durationMinutes!: number | null;

  @Field(() => String, { nullable: true, description: 'What was said. Protected.' })
  summary!: string | null;

  @Field(() => String, { nullable: true, description: 'What came of it.' })
  outcome!: string | null;

  @Field(() => ID, { nullable: true, description: 'The member of staff who had it.' })
  staffId!: string | null;

  @Field(() => StaffMemberType, { nullable: true, description: 'The member of staff who had it.' })
  staff!: StaffMemberType | null;

  @Field(() => ID, { nullable: true, description: 'The task that follows it up.' })
  followUpTaskId!: string | null;
}

export const InteractionConnection = connectionOf(InteractionType, 'Interaction');
